/* SPDX-License-Identifier: MIT */
/* Functions that are called between two steps: those of the file may bring the object out of its
 * state, others may take a reference to it. */
#include "call.h"
#include "checks.h"
#include "doubt.h"
#include "program.h"

/* What is done to which object, by the place that this is part of. */
struct sought {
	const struct state *s;
	struct node place; /* of the object: a member of a record, or a variable of the file */
	bool looped; /* in a loop only */
};

/* An argument of the call is the address of such a place. */
static bool names(const struct ir_function *f, const struct ir_insn *call, const struct node *place)
{
	for (uint32_t k = 0; k < call->nargs; k++) {
		uint32_t arg = program_uncast(f, f->pool[call->args + k]);
		const struct ir_insn *i = &f->insns[arg == IR_NONE ? 0 : arg];

		if (arg != IR_NONE &&
		    (place->kind == REGION_FIELD
			     ? i->op == IR_FIELD && i->b == place->b && i->c == place->c
			     : i->op == IR_GLOBAL && i->a == place->a))
			return true;
	}
	return false;
}

/* One of the contract's effects brings an object from that state to another. */
static bool brings_out(const struct function_contract *fc, const struct state *s)
{
	for_each_effect (e, fc)
		for (uint8_t k = 0; e->kind == EFFECT_STATE && e->protocol->id == s->protocol &&
				    e->object.root != PATH_RETURN && k < e->narrows;
		     k++)
			if (!e->arrows[k].stay && e->arrows[k].to != s->state &&
			    (e->arrows[k].from >> s->state & 1))
				return true;
	return false;
}

/* A call in the function does so, there or further down. */
#define MAX_DEPTH 3
static bool takes_out(struct program *p, uint32_t fn, const struct sought *so, bool looped,
		      int depth)
{
	if (depth > MAX_DEPTH || !program_is_own(p, fn) || program_contract(p, fn) ||
	    !ir_need_body(p->m, fn))
		return false;
	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];
		uint32_t callee = program_callee(f, i);
		bool in_loop = looped || (callee != IR_NONE && program_in_loop(f, i));
		const struct function_contract *fc =
			callee == IR_NONE ? NULL : program_contract(p, callee);

		if (callee == IR_NONE)
			continue;
		if (fc ? (in_loop || !so->looped) && brings_out(fc, so->s) &&
				    names(f, &f->insns[i], &so->place)
		       : takes_out(p, callee, so, in_loop, depth + 1))
			return true;
	}
	return false;
}

/* Every way from one instruction to the other leads over the call, which is neither. */
static bool lies_between(const struct ir_function *f, uint32_t call, uint32_t from, uint32_t to)
{
	return call != to && (call < to || cfg_block_of(f, call) != cfg_block_of(f, to)) &&
	       cfg_leads_over(f, from, to, call);
}

static bool called_between(struct analysis *x, const struct state *s, uint32_t insn, bool looped)
{
	const struct sought so = {.s = s, .place = *node_at(x->n, s->region), .looped = looped};
	bool found = false;

	if (!s->event || s->event->fn != x->fn ||
	    (so.place.kind != REGION_FIELD && so.place.kind != REGION_GLOBAL))
		return false;
	for (uint32_t i = 0; i < x->f->ninsns && !found; i++) {
		uint32_t callee = program_callee(x->f, i);

		found = callee != IR_NONE && lies_between(x->f, i, s->event->insn, insn) &&
			takes_out(x->p, callee, &so, false, 0);
		x->f = &x->m->functions[x->fn];
	}
	return found;
}

bool doubt_searched(struct analysis *x, const struct state *s, uint32_t insn)
{
	return called_between(x, s, insn, true);
}

bool doubt_undone_below(struct analysis *x, const struct state *s, uint32_t insn)
{
	return called_between(x, s, insn, false);
}

/* --- One of several ----------------------------------------------------------------- */

/* The function calls what may undo what the protocol is about. */
static bool may_undo(struct analysis *x, uint32_t fn, const struct protocol *protocol)
{
	bool found = false;

	for (uint32_t i = 0; i < x->m->functions[fn].ninsns && !found; i++) {
		uint32_t callee = program_callee(&x->m->functions[fn], i);

		found = callee != IR_NONE && left_may_undo(x->p, callee, protocol);
	}
	x->f = &x->m->functions[x->fn];
	return found;
}

/* Between two steps of the path that follow each other, the function calls what may do so. */
static bool undone_between(struct analysis *x, uint32_t from, uint32_t to,
			   const struct protocol *protocol)
{
	bool found = false;

	for (uint32_t i = 0; i < x->f->ninsns && !found; i++) {
		uint32_t callee = program_callee(x->f, i);

		found = callee != IR_NONE && i != from && lies_between(x->f, i, from, to) &&
			left_may_undo(x->p, callee, protocol);
		x->f = &x->m->functions[x->fn];
	}
	return found;
}

bool doubt_several_undone(struct analysis *x, const struct world *w, const struct state *s,
			  uint32_t insn)
{
	const struct protocol *protocol = x->p->protocols[s->protocol];
	const struct event *made = s->event;

	if (!made || made->fn != x->fn || !program_event_in_loop(x->p, made))
		return false;
	while (made->inside)
		made = made->inside;
	if (doubt_undoing_loop(x, w, s) || (made != s->event && may_undo(x, made->fn, protocol)))
		return true;
	for (const struct event *ev = w->trail; ev && ev->depth >= s->event->depth;
	     ev = ev->parent) {
		if (ev->fn != x->fn)
			continue;
		if (undone_between(x, ev->insn, insn, protocol))
			return true;
		insn = ev->insn;
	}
	return false;
}

/* --- Bound to it ---------------------------------------------------------------------- */

/* Both are read from one variable, or from one member. */
static bool same_place(const struct ir_function *f, uint32_t a, uint32_t b)
{
	uint32_t local = program_reads_local(f, program_uncast(f, a));
	const struct ir_insn *one = program_reads_member(f, a), *other = program_reads_member(f, b);

	if (local != IR_NONE)
		return local == program_reads_local(f, program_uncast(f, b));
	return one && other && one->b == other->b && one->c == other->c;
}

/* An operand of the one call is read from the same place as one of the other's. */
static bool shares_operand(const struct ir_function *f, const struct ir_insn *call,
			   const struct call *c)
{
	for (uint32_t i = 0; i < call->nargs; i++)
		for (uint32_t k = 0; k < c->nargs; k++)
			if (c->operands[k] != IR_NONE &&
			    same_place(f, f->pool[call->args + i], c->operands[k]))
				return true;
	return false;
}

bool doubt_bound(const struct analysis *x, const struct state *known, const struct call *c)
{
	const struct protocol *p = x->p->protocols[known->protocol];
	const struct ir_function *f = x->f;

	if (x->strict || !p->record || !x->p->taken[p->id] || !p->states[known->state].dead ||
	    !(known->flags & STATE_GIVEN))
		return false;
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *call = &f->insns[i];
		uint32_t callee = program_callee(f, i);

		if (callee != IR_NONE && !program_contract(x->p, callee) &&
		    !(x->m->functions[callee].flags & IR_FN_DEFINED) && call->type != IR_NONE &&
		    x->m->types[call->type].kind == IR_TYPE_POINTER && shares_operand(f, call, c))
			return true;
	}
	return false;
}
