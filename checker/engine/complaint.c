/* SPDX-License-Identifier: MIT */
/*
 * Macros that complain, such as WARN_ON(): what they complain about is taken not to be. The code
 * behind it leaves things as they are, and means to. A lock is the exception: who complained has
 * to release it all the same, or the next one waits for ever.
 */
#include "complaint.h"
#include "object.h"

#define MAX_STEPS 8 /* blocks from the branch to the return */

static bool macro_asserts(const struct analysis *x, const char *name)
{
	const struct function_contract *fc = contracts_function(x->p->contracts, name);

	for_each_effect (e, fc)
		if (e->kind == EFFECT_FACT && e->classes == CLASS_ZERO &&
		    e->object.root == PATH_PARAM && !e->object.nsteps)
			return true;
	return false;
}

/* It is an assertion: its macro's contract says that an argument is zero. */
bool complaint_branch(struct analysis *x, uint32_t insn)
{
	str_id macro;

	if (x->asserts[insn] == ASSERTS_UNKNOWN) {
		macro = ir_locate(x->m, x->f->insns[insn].loc).macro;
		x->asserts[insn] =
			macro != STR_EMPTY && macro_asserts(x, str_text(x->m->strings, macro))
				? ASSERTS_FALSE
				: ASSERTS_NOTHING;
	}
	return x->asserts[insn] == ASSERTS_FALSE;
}

/* Nothing but the macro's own code stands between the block and a return. */
static bool only_returns(struct analysis *x, uint32_t block)
{
	for (int steps = 0; steps < MAX_STEPS; steps++) {
		uint32_t last = x->f->blocks[block].first + x->f->blocks[block].count - 1;
		const struct ir_insn *t = &x->f->insns[last];

		if (t->op == IR_RETURN)
			return true;
		if (t->op != IR_JUMP && (t->op != IR_BRANCH || !complaint_branch(x, last)))
			return false;
		block = t->b;
	}
	return false;
}

static bool holds_lock(const struct analysis *x, const struct world *w)
{
	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];
		const struct protocol *p = x->p->protocols[s->protocol];

		if (p->stray && !p->strict && p->states[s->state].paired &&
		    !(s->flags & STATE_UNSURE))
			return true;
	}
	return false;
}

bool complaint_ends(struct analysis *x, const struct world *w, uint32_t insn)
{
	return complaint_branch(x, insn) && !(lock_uneven(x->p, x->fn) && holds_lock(x, w) &&
					      only_returns(x, x->f->insns[insn].b));
}
