/* SPDX-License-Identifier: MIT */
/*
 * Objects that a slot gave and that are forgotten: since the function brought one to its state it
 * has done nothing on this path by which anybody else could come to it. What is not seen through
 * counts as having done something.
 */
#include <string.h>

#include "call.h"
#include "memory.h"
#include "object.h"
#include "program.h"

#define MAX_DEPTH 4

/* It has nothing run that could come to the object later. */
static bool arms_nothing(const struct effect *e)
{
	for (uint8_t i = 0; i < e->narrows; i++)
		if (e->protocol->states[e->arrows[i].to].ambient)
			return false;
	return true;
}

/* It changes the object itself, or nothing that leads to one. */
static bool is_quiet_effect(const struct effect *e, const struct protocol *of)
{
	switch (e->kind) {
	case EFFECT_STATE:
		return e->protocol == of || arms_nothing(e);
	case EFFECT_EACH:
		return e->protocol != of;
	case EFFECT_FIND:
	case EFFECT_OPEN:
	case EFFECT_CLOSE:
	case EFFECT_RETURN:
	case EFFECT_FACT:
	case EFFECT_IGNORE:
	case EFFECT_NORETURN:
		return true;
	default:
		return false;
	}
}

static bool is_named(const struct function_contract *fc, uint32_t arg)
{
	for_each_effect (e, fc)
		if (path_from_param(&e->object, arg))
			return true;
	return false;
}

/* The function is given such an object, and its contract does not say what for. */
static bool takes_object(const struct program *p, const struct ir_function *f, uint32_t insn,
			 const struct function_contract *fc, const struct protocol *of)
{
	const struct ir_insn *call = &f->insns[insn];

	for (uint32_t i = 0; i < call->nargs; i++) {
		uint32_t record = program_pointee_record(p->m, f, f->pool[call->args + i]);

		if (record != IR_NONE && of->record && !is_named(fc, i) &&
		    !strcmp(str_text(p->m->strings, p->m->records[record].name), of->record))
			return true;
	}
	return false;
}

static bool is_quiet(struct program *p, uint32_t fn, const struct protocol *of, int depth);

static bool is_quiet_call(struct program *p, const struct ir_function *f, uint32_t insn,
			  const struct protocol *of, int depth)
{
	const struct function_contract *fc = program_call_contract(p, f, insn);
	uint32_t callee = program_callee(f, insn);

	if (!fc)
		return callee != IR_NONE && ((p->m->functions[callee].flags & IR_FN_PRINTS) ||
					     is_quiet(p, callee, of, depth + 1));
	if (takes_object(p, f, insn, fc, of))
		return false;
	for_each_effect (e, fc)
		if (!is_quiet_effect(e, of))
			return false;
	return true;
}

/* The address is that of a variable of the function's own, or of a part of one. */
static bool is_local(const struct ir_function *f, uint32_t address)
{
	while (f->insns[address].op == IR_FIELD || f->insns[address].op == IR_INDEX)
		address = f->insns[address].a;
	return f->insns[address].op == IR_LOCAL;
}

/* It stores what others may come to the object by: more than a number that the code names. */
static bool is_told(const struct ir_function *f, const struct ir_insn *store)
{
	if (store->op != IR_STORE && store->op != IR_COPY)
		return false;
	return !is_local(f, store->a) &&
	       (store->op == IR_COPY || f->insns[program_uncast(f, store->b)].op != IR_CONST);
}

/* Nothing in the body of fn, or below, is for others to see. */
static bool is_quiet(struct program *p, uint32_t fn, const struct protocol *of, int depth)
{
	if (depth > MAX_DEPTH || !ir_need_body(p->m, fn))
		return false;
	for (uint32_t i = 0; i < p->m->functions[fn].ninsns; i++) {
		const struct ir_function *f = &p->m->functions[fn];
		const struct ir_insn *insn = &f->insns[i];

		if (insn->op == IR_ASM || is_told(f, insn) ||
		    (insn->op == IR_CALL && !is_quiet_call(p, f, i, of, depth)))
			return false;
	}
	return true;
}

/* Its outcomes say themselves what each of them has done. */
static bool is_followed(struct analysis *x, uint32_t insn)
{
	uint32_t callee = program_callee(x->f, insn);

	return callee != IR_NONE && !program_contract(x->p, callee) && program_summary(x, callee);
}

void forgotten_call(struct analysis *x, uint32_t insn, struct call_outcomes *out)
{
	const struct protocol *of = x->p->watched;
	bool quiet = !of || is_followed(x, insn) || is_quiet_call(x->p, x->f, insn, of, 0);

	x->f = &x->m->functions[x->fn]; /* lowering moves the table */
	for (uint32_t i = 0; !quiet && i < out->count; i++)
		out->list[i].w->acted = true;
}

/* One more than what was there, or a number that the code names. */
static bool is_count(const struct analysis *x, node_id region, node_id v)
{
	const struct node *nd = node_at(x->n, v);

	if (nd->kind == NODE_BINARY && node_at(x->n, nd->b)->kind == NODE_INT)
		nd = node_at(x->n, nd->a);
	return nd->kind == NODE_INT || (nd->kind == NODE_INIT && nd->a == region);
}

/* It lies in such an object: who reads it has come to that already. */
static bool in_object(const struct analysis *x, const struct world *w, node_id region)
{
	for (uint32_t i = 0; i < w->states.count; i++)
		if (w->states.list[i].protocol == x->p->watched->id &&
		    region_within(x->n, region, w->states.list[i].region))
			return true;
	return false;
}

void forgotten_store(struct analysis *x, struct world *w, node_id region, node_id v)
{
	if (!x->p->watched || memory_is_private(x, region) || (v && is_count(x, region, v)) ||
	    in_object(x, w, region))
		return;
	/* Who calls this function is told of the store, and knows which object is meant. */
	if (x->slot || !summary_from_outside(x, region))
		w->acted = true;
}

/* What was done before counts only if somebody has got the object then. */
void forgotten_moved(struct analysis *x, struct world *w, const struct state *from)
{
	const uint8_t got = STATE_HANDED_ON | STATE_GIVEN | STATE_UNSURE;

	if (w->acted && !(from->flags & got) && x->p->watched == x->p->protocols[from->protocol])
		w->acted = false;
}
