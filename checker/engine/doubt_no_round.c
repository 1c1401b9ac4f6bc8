/* SPDX-License-Identifier: MIT */
/*
 * Loops that a path has run no round of: where a round gives an object to somebody, it may have
 * been given all the same.
 */
#include "doubt_no_round.h"
#include "program.h"

/* The instruction gives what the variable holds to a call, or stores it in memory. */
static bool gives(const struct ir_function *f, uint32_t insn, uint32_t local)
{
	const struct ir_insn *i = &f->insns[insn];

	if (i->op == IR_STORE)
		return program_stores_local(f, insn) == IR_NONE &&
		       program_computed_from(f, i->b, local);
	for (uint32_t k = 0; i->op == IR_CALL && k < i->nargs; k++)
		if (program_computed_from(f, f->pool[i->args + k], local))
			return true;
	return false;
}

/* A round of the loop whose condition ends block `head` does so. */
static bool round_gives(const struct ir_function *f, uint32_t head, uint32_t local)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint32_t block = gives(f, i, local) ? cfg_block_of(f, i) : IR_NONE;

		if (block != IR_NONE && cfg_in_one_loop(f, head, block))
			return true;
	}
	return false;
}

/* The loop goes from one such object to the next: that it is left is no loop without a round. */
static bool iterates(const struct ir_function *f, uint32_t local)
{
	for (uint32_t i = 0; i < f->ninsns; i++) {
		const struct ir_insn *call = &f->insns[i];

		for (uint32_t k = 0; call->op == IR_CALL && k < call->nargs; k++)
			if (program_reads_local(f, program_uncast(f, f->pool[call->args + k])) ==
				    local &&
			    program_result_local(f, i) == local && program_in_loop(f, i))
				return true;
	}
	return false;
}

static bool entered_before(const struct event *left, const struct event *since)
{
	for (const struct event *ev = left->parent; ev && ev->depth > since->depth; ev = ev->parent)
		if (ev->kind == EVENT_BRANCH && ev->fn == left->fn && ev->insn == left->insn)
			return true;
	return false;
}

uint32_t doubt_loop_left(const struct analysis *x, const struct event *ev)
{
	const struct ir_function *f = x->f;
	const struct ir_insn *branch;
	uint32_t head;

	if (ev->kind != EVENT_BRANCH || ev->fn != x->fn)
		return IR_NONE;
	branch = &f->insns[ev->insn];
	head = cfg_block_of(f, ev->insn);
	return branch->op == IR_BRANCH && cfg_in_loop(x->cfg, head) &&
			       !cfg_reaches(f, ev->truth ? branch->b : branch->c, head, IR_NONE)
		       ? head
		       : IR_NONE;
}

bool doubt_no_round(const struct analysis *x, const struct world *w, const struct state *s)
{
	const struct ir_function *f = x->f;
	uint32_t local = s->event && s->event->fn == x->fn ? program_result_local(f, s->event->insn)
							   : IR_NONE;

	if (local == IR_NONE || iterates(f, local))
		return false;
	for (const struct event *ev = w->trail; ev && ev->depth > s->event->depth;
	     ev = ev->parent) {
		uint32_t head = doubt_loop_left(x, ev);

		/* What was got in a round of the loop was not got by a way without one. */
		if (head != IR_NONE && !entered_before(ev, s->event) &&
		    round_gives(f, head, local) &&
		    !cfg_in_one_loop(f, head, cfg_block_of(f, s->event->insn)))
			return true;
	}
	return false;
}
