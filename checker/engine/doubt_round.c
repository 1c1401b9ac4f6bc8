/* SPDX-License-Identifier: MIT */
/*
 * A loop that does to one object, in two of its rounds, what may be done once: only for elements
 * that say so, of which there may be no more than one. And a pointer that each round reads anew:
 * what others put there meanwhile is another object.
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

/* --- Read anew in each round ----------------------------------------------------------------- */

/* What is stored in the variable in the loop around insn; IR_NONE: nothing. */
static uint32_t stored_in_loop(const struct ir_function *f, uint32_t local, uint32_t insn)
{
	for (uint32_t i = 0; i < f->ninsns; i++)
		if (program_stores_local(f, i) == local &&
		    cfg_in_one_loop(f, cfg_block_of(f, i), cfg_block_of(f, insn)))
			return f->insns[i].b;
	return IR_NONE;
}

/* The place in memory that each round of the loop around insn reads the operand from, or IR_NONE.
 */
static uint32_t place_read(const struct ir_function *f, uint32_t operand, uint32_t insn)
{
	for (int steps = 0; operand != IR_NONE && steps < MAX_STEPS; steps++) {
		const struct ir_insn *i = &f->insns[operand = program_uncast(f, operand)];

		if (i->op == IR_LOAD) {
			uint32_t local = program_reads_local(f, operand);

			if (local == IR_NONE)
				return i->a;
			operand = stored_in_loop(f, local, insn);
		} else if (i->op == IR_FIELD || i->op == IR_CONTAINER || i->op == IR_INDEX) {
			operand = i->a;
		} else {
			return IR_NONE;
		}
	}
	return IR_NONE;
}

/* The member that the place is, or lies in as an element; or NULL. */
static const struct ir_insn *member_of_place(const struct ir_function *f, uint32_t place)
{
	const struct ir_insn *i = &f->insns[program_uncast(f, place)];

	while (i->op == IR_INDEX || i->op == IR_LOAD)
		i = &f->insns[program_uncast(f, i->a)];
	return i->op == IR_FIELD ? i : NULL;
}

/* The instruction, or what it calls, stores something in such a member that is no constant. */
static bool fills_member(struct program *p, uint32_t fn, uint32_t insn,
			 const struct ir_insn *member, int depth)
{
	const struct ir_function *f = &p->m->functions[fn];
	const struct ir_insn *i = &f->insns[insn], *to;
	uint32_t callee = i->op == IR_CALL ? program_callee(f, insn) : IR_NONE;

	if (i->op == IR_STORE) {
		to = member_of_place(f, i->a);
		return to && to->b == member->b && to->c == member->c &&
		       f->insns[program_uncast(f, i->b)].op != IR_CONST;
	}
	if (callee == IR_NONE || depth > 2 || !program_is_own(p, callee) ||
	    !ir_need_body(p->m, callee))
		return false;
	for (uint32_t k = 0; k < p->m->functions[callee].ninsns; k++)
		if (fills_member(p, callee, k, member, depth + 1))
			return true;
	return false;
}

bool doubt_read_again(struct analysis *x, const struct state *s, uint32_t operand, uint32_t insn)
{
	const struct event *ev = s->event;
	uint32_t place = IR_NONE;
	struct ir_insn member;
	bool filled = false;

	/* What stands further up is done in a later round. */
	if (!x->strict && ev && ev->fn == x->fn && insn < ev->insn &&
	    cfg_in_one_loop(x->f, cfg_block_of(x->f, insn), cfg_block_of(x->f, ev->insn)))
		place = place_read(x->f, operand, insn);
	if (place == IR_NONE)
		return false;
	if (!member_of_place(x->f, place))
		return true;
	member = *member_of_place(x->f, place);
	for (uint32_t i = 0; !filled && i < x->m->functions[x->fn].ninsns; i++)
		filled = i != ev->insn &&
			 cfg_in_one_loop(&x->m->functions[x->fn],
					 cfg_block_of(&x->m->functions[x->fn], i),
					 cfg_block_of(&x->m->functions[x->fn], insn)) &&
			 fills_member(x->p, x->fn, i, &member, 0);
	x->f = &x->m->functions[x->fn];
	return !filled;
}
