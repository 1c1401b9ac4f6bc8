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

/* On the path since the event, a branch was left on the side that does not undo what s is about.
 * Gives the last such branch but those behind `last`; or NULL. */
static const struct event *skipping(const struct analysis *x, const struct event *last,
				    const struct event *since, const struct state *s)
{
	for (const struct event *ev = last; ev && ev->depth > since->depth; ev = ev->parent) {
		const struct ir_insn *branch = &x->f->insns[ev->fn == x->fn ? ev->insn : 0];

		if (ev->kind == EVENT_BRANCH && ev->fn == x->fn && branch->op == IR_BRANCH &&
		    block_undoes(x->p, x->f, ev->truth ? branch->c : branch->b, s))
			return ev;
	}
	return NULL;
}

bool skipped_in_sequel(const struct analysis *x, const struct world *w, const struct state *s)
{
	return x->sequel && !x->strict && s->event && s->event->callee == x->sequel->name &&
	       skipping(x, w->trail, s->event, s);
}

/* The member that the condition asks for, be it by comparing it with a constant; or NULL. */
static const struct ir_insn *member_asked(const struct ir_function *f, uint32_t condition)
{
	uint32_t v = program_uncast(f, condition);

	while (f->insns[v].op == IR_UNARY ||
	       (f->insns[v].op == IR_BINARY &&
		f->insns[program_uncast(f, f->insns[v].b)].op == IR_CONST))
		v = program_uncast(f, f->insns[v].a);
	return program_reads_member(f, v);
}

/* The call is given what the member holds. */
static bool given_member(const struct ir_function *f, const struct ir_insn *call,
			 const struct ir_insn *member)
{
	for (uint32_t k = 0; k < call->nargs; k++) {
		const struct ir_insn *m =
			program_reads_member(f, program_uncast(f, f->pool[call->args + k]));

		if (m && m->b == member->b && m->c == member->c)
			return true;
	}
	return false;
}

bool skipped_without_handle(const struct analysis *x, const struct world *w, const struct state *s)
{
	const struct ir_function *f = x->f;
	const struct event *ev;

	if (x->strict || !s->got || s->got->fn != x->fn || f->insns[s->got->insn].op != IR_CALL)
		return false;
	for (ev = skipping(x, w->trail, s->got, s); ev; ev = skipping(x, ev->parent, s->got, s)) {
		const struct ir_insn *member = member_asked(f, ev->operand);

		if (member && given_member(f, &f->insns[s->got->insn], member))
			return true;
	}
	return false;
}
