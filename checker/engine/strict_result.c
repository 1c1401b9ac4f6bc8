/* SPDX-License-Identifier: MIT */
/*
 * Strict mode: what failed is not passed over. The result of a function that can fail is looked at,
 * and a function does not say that all went well on a path on which something has failed.
 */
#include "call.h"
#include "evidence.h"
#include "program.h"
#include "strict.h"

static void tell(struct analysis *x, struct world *w, const char *rule, uint32_t insn,
		 const char *callee)
{
	struct report r = {
		.rule = contracts_rule(x->p->contracts, rule), .insn = insn, .callee = callee};
	struct finding f;

	if (!r.rule)
		return;
	f = evidence_finding(x, w, &r);
	findings_add(x->p->out, &f);
}

/* The call's result goes into a local variable, and nothing reads it there. */
static bool stored_in_vain(const struct analysis *x, uint32_t call)
{
	const struct ir_block *b = &x->f->blocks[cfg_block_of(x->f, call)];

	for (uint32_t i = call + 1; i < b->first + b->count; i++) {
		const struct ir_insn *s = &x->f->insns[i];

		if (s->op == IR_STORE && program_uncast(x->f, s->b) == call)
			return x->f->insns[s->a].op == IR_LOCAL &&
			       !cfg_store_read(x->arena, x->cfg, x->f, i);
	}
	return false;
}

/* A number that says no more than whether it worked. */
static bool gives_error(const struct analysis *x, uint32_t type)
{
	const struct ir_type *t = type == IR_NONE ? NULL : &x->m->types[type];

	return t && t->kind == IR_TYPE_INT && (t->flags & IR_TYPE_SIGNED) && t->bits == 32;
}

static bool gives_pointer(const struct analysis *x, uint32_t type)
{
	return type != IR_NONE && x->m->types[type].kind == IR_TYPE_POINTER;
}

/* One of its ways ends with a negative number. */
static bool summary_fails(const struct analysis *x, const struct summary *s)
{
	for (uint32_t i = 0; s && i < s->noutcomes; i++) {
		const struct outcome_world *o = &s->outcomes[i];
		const struct node *r = node_at(x->n, o->result);

		if (o->result && r->kind == NODE_INT && r->imm < 0)
			return true;
		for (uint32_t k = 0; k < o->nfacts; k++)
			if (o->facts[k].value == o->result && o->facts[k].hi < 0)
				return true;
	}
	return false;
}

/* The rules have a finding of their own for it: see unasked.c. */
static bool told_by_protocol(const struct function_contract *fc)
{
	for_each_effect (e, fc)
		if (e->kind == EFFECT_STATE && e->protocol->states[e->arrows[0].to].unasked)
			return true;
	return false;
}

void strict_ignored(struct analysis *x, struct world *w, const struct call *c)
{
	const struct function_contract *fc;

	if (!holds_to_word(x) || c->fn == IR_NONE || (x->f->insns[c->insn].flags & IR_IGNORED) ||
	    (cfg_used(x->cfg, c->insn) && !stored_in_vain(x, c->insn)))
		return;
	fc = program_contract(x->p, c->fn);
	if (gives_pointer(x, x->f->insns[c->insn].type)) {
		if (fc && fc->failure)
			tell(x, w, "result-ignored", c->insn, c->callee);
		return;
	}
	if (!gives_error(x, x->f->insns[c->insn].type) || (!x->strict && told_by_protocol(fc)))
		return;
	if (fc && !call_asserts_only(x->p, c->fn, fc) ? fc->failure == CLASS_NEGATIVE
						      : summary_fails(x, program_summary(x, c->fn)))
		tell(x, w, "result-ignored", c->insn, c->callee);
}

/* The last call on this path of which is known that it failed, or NULL. Where the code says that
 * the result does not matter, it does not. In lint, what can fail and was called later stands in
 * for it: a second try, or another way. */
static const struct event *failed_call(const struct analysis *x, const struct event *ev)
{
	for (; ev; ev = ev->parent) {
		const struct function_contract *fc;
		const struct ir_insn *at;

		if (ev->fn != x->fn)
			continue;
		at = &x->f->insns[ev->insn];
		if (at->op != IR_CALL || (at->flags & IR_IGNORED) || !gives_error(x, at->type))
			continue;
		fc = program_call_contract(x->p, x->f, ev->insn);
		if (ev->kind == EVENT_RESULT && fc && fc->failure == CLASS_NEGATIVE &&
		    ev->classes == CLASS_NEGATIVE)
			return ev;
		if (!x->strict && (ev->kind == EVENT_RESULT || !fc || !fc->failure))
			return NULL;
	}
	return NULL;
}

/* The 0 is written there, and not what a call gave. */
static bool is_written(const struct analysis *x, const struct exit_world *e)
{
	return node_at(x->n, e->result)->kind == NODE_INT;
}

void strict_succeeds(struct analysis *x, const struct exit_world *e)
{
	const struct event *ev;

	if (!holds_to_word(x) || !(x->f->flags & IR_FN_MAIN_FILE) ||
	    !gives_error(x, x->f->result) || !e->result ||
	    fact_classes(x->n, e->w, e->result) != CLASS_ZERO || !(x->strict || is_written(x, e)))
		return;
	ev = failed_call(x, e->w->trail);
	if (ev)
		tell(x, e->w, "failure-hidden", e->insn, ev->callee);
}
