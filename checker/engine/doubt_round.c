/* SPDX-License-Identifier: MIT */
/*
 * A loop that does to one object, in two of its rounds, what may be done once: only for elements
 * that say so, of which there may be no more than one.
 */
#include "call.h"
#include "doubt.h"
#include "program.h"

#define MAX_STEPS 16 /* steps by which the value of a condition is computed */

/* The variable has another value in each round of a loop around insn. */
static bool changes(const struct ir_function *f, uint32_t local, uint32_t insn)
{
	uint32_t block = cfg_block_of(f, insn);

	for (uint32_t i = 0; i < f->ninsns; i++)
		if (program_stores_local(f, i) == local &&
		    cfg_in_one_loop(f, cfg_block_of(f, i), block))
			return true;
	return false;
}

/* The condition reads what is found by a variable that changes in the loop around insn. */
static bool asks_element(const struct ir_function *f, uint32_t condition, uint32_t insn)
{
	bool member = false;

	for (int steps = 0; steps < MAX_STEPS; steps++) {
		const struct ir_insn *i;
		uint32_t local;

		condition = program_uncast(f, condition);
		if (condition == IR_NONE)
			return false;
		local = program_reads_local(f, condition);
		if (local != IR_NONE)
			return member && changes(f, local, insn);
		i = &f->insns[condition];
		if (i->op != IR_LOAD && i->op != IR_FIELD && i->op != IR_UNARY &&
		    i->op != IR_BINARY)
			return false;
		member |= i->op == IR_FIELD;
		condition = i->a;
	}
	return false;
}

/* No way from another answer leads to insn, but by asking again. */
static bool leads_to(const struct ir_function *f, const struct event *ev, uint32_t insn)
{
	const struct ir_insn *at = &f->insns[ev->insn];
	uint32_t to = cfg_block_of(f, insn), from = cfg_block_of(f, ev->insn);

	if (at->op == IR_SWITCH)
		return !cfg_reaches(f, at->b, to, from);
	return at->op == IR_BRANCH && !cfg_reaches(f, ev->truth ? at->c : at->b, to, from);
}

bool doubt_round(const struct analysis *x, const struct world *w, const struct state *known,
		 const struct call *c)
{
	const struct event *then = known->event;

	if (!then || then->fn != x->fn || then->insn != c->insn)
		return false;
	for (const struct event *ev = w->trail; ev && ev->depth > then->depth; ev = ev->parent)
		if ((ev->kind == EVENT_BRANCH || ev->kind == EVENT_CASE) && ev->fn == x->fn &&
		    ev->operand != IR_NONE && leads_to(x->f, ev, c->insn) &&
		    asks_element(x->f, ev->operand, c->insn))
			return true;
	return false;
}
