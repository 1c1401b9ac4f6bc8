/* SPDX-License-Identifier: MIT */
/*
 * What a function leaves undone because it has said so before: it undoes something only where one
 * of its variables is not set, and on this path it has set that variable itself.
 */
#include "doubt.h"
#include "program.h"

/* Something in the block brings its argument out of that state. */
static bool block_undoes(struct program *p, const struct ir_function *f, uint32_t block,
			 const struct state *s)
{
	const struct ir_block *b = &f->blocks[block];

	for (uint32_t i = b->first; i < b->first + b->count; i++) {
		const struct function_contract *fc =
			f->insns[i].op == IR_CALL ? program_call_contract(p, f, i) : NULL;

		for_each_effect (e, fc)
			if (e->kind == EFFECT_STATE && e->protocol->id == s->protocol &&
			    !e->arrows[0].stay && e->arrows[0].to != s->state)
				return true;
	}
	return false;
}

/* Nothing but constants is stored in it, and 0 among them. */
static bool is_flag(const struct ir_function *f, uint32_t local)
{
	bool cleared = false;

	for (uint32_t i = 0; i < f->ninsns; i++) {
		uint32_t stored;

		if (program_stores_local(f, i) != local)
			continue;
		stored = program_uncast(f, f->insns[i].b);
		if (stored == IR_NONE || f->insns[stored].op != IR_CONST)
			return false;
		cleared |= !f->insns[stored].imm;
	}
	return cleared;
}

void skipped_by_flag(struct analysis *x, struct world *w, uint32_t insn, bool truth)
{
	const struct ir_insn *branch = &x->f->insns[insn];
	uint32_t cond = program_uncast(x->f, branch->a), local;
	bool set = truth;

	while (cond != IR_NONE && x->f->insns[cond].op == IR_UNARY &&
	       x->f->insns[cond].sub == IR_LNOT) {
		set = !set;
		cond = program_uncast(x->f, x->f->insns[cond].a);
	}
	local = cond == IR_NONE ? IR_NONE : program_reads_local(x->f, cond);
	if (!set || local == IR_NONE || local < x->f->nparams || !is_flag(x->f, local))
		return;
	for (uint32_t i = 0; i < w->states.count; i++) {
		struct state s = w->states.list[i];

		if ((s.flags & STATE_UNSURE) ||
		    !block_undoes(x->p, x->f, truth ? branch->c : branch->b, &s))
			continue;
		s.flags |= STATE_UNSURE;
		world_set_state(x->arena, w, s);
	}
}
