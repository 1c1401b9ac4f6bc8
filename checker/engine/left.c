/* SPDX-License-Identifier: MIT */
/*
 * What a failing function leaves behind. Whether a caller cleans up can't be known in general; but where the function
 * itself undoes on one failing path what it did, it has to undo it on the others, too (Engler et al., Bugs as Deviant
 * Behavior, SOSP 2001: one path is the specification of the other).
 */
#include <errno.h>

#include "analysis.h"

#define EIOCBQUEUED 529 /* include/linux/errno.h of Linux: the work goes on, and is told to be over later */

/* Results that are negative, but say that all goes well. */
static bool goes_on(struct interval i)
{
	return i.lo == i.hi && (i.lo == -EINPROGRESS || i.lo == -EIOCBQUEUED);
}

static bool failed(struct analysis *x, const struct exit_world *e)
{
	uint32_t type = x->f->result;
	value_classes c;

	if (!e->result || type == IR_NONE)
		return false;
	c = fact_classes(x->n, e->w, e->result);
	if (x->m->types[type].kind == IR_TYPE_POINTER)
		return !(c & CLASS_POSITIVE);
	return !(c & CLASS_ZERO) && (c & CLASS_NEGATIVE) && !goes_on(fact_interval(x->n, e->w, e->result));
}

/*
 * Whether the world got that object in the same place, and then undid it. Unknown code that was given the object since
 * may do so on its own: only worlds that went through the same one are alike.
 */
static bool undone(const struct analysis *x, const struct world *w, const struct state *s)
{
	const struct state *other = world_state(w, s->region, s->protocol);

	return other && other->got && other->got->fn == s->got->fn && other->got->insn == s->got->insn &&
	       other->doubt == s->doubt && !x->p->protocols[s->protocol]->states[other->state].left;
}

static bool undone_elsewhere(struct analysis *x, const struct exit_world *e, const struct state *s)
{
	for (uint32_t i = 0; i < x->nexits; i++)
		if (&x->exits[i] != e && undone(x, x->exits[i].w, s) && failed(x, &x->exits[i]))
			return true;
	return false;
}

/* In a loop one name stands for several objects: which of them are undone can't be told. */
static bool made_in_loop(const struct analysis *x, const struct state *s)
{
	for (uint32_t b = 0; b < x->f->nblocks; b++)
		if (s->got->insn - x->f->blocks[b].first < x->f->blocks[b].count)
			return cfg_in_loop(x->cfg, x->f, b);
	return false;
}

static void check_state(struct analysis *x, const struct exit_world *e, struct state s)
{
	const struct rule *rule = x->p->protocols[s.protocol]->states[s.state].left;

	if (!rule || !s.got || ((s.flags & STATE_UNSURE) && !(s.flags & STATE_DOUBTED)))
		return;
	if (!undone_elsewhere(x, e, &s) || made_in_loop(x, &s))
		return;
	evidence_report(x, e->w,
			&(struct report){ .rule = rule,
					  .insn = e->insn,
					  .object = describe_region(x->p, s.region, x->p->out->arena),
					  .callee = s.got->callee,
					  .state = &s,
					  .region = s.region });
}

void left_check(struct analysis *x)
{
	for (uint32_t i = 0; i < x->nexits; i++) {
		const struct exit_world *e = &x->exits[i];

		if (!e->w->states.count || !failed(x, e))
			continue;
		for (uint32_t k = 0; k < e->w->states.count; k++)
			check_state(x, e, e->w->states.list[k]);
	}
}
