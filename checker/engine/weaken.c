/* SPDX-License-Identifier: MIT */
/* Strict code drops no path. Where lint would, two worlds become one that says less: what holds of
 * it holds of both, and what they disagree on is in doubt. */
#include <string.h>

#include "call.h"
#include "program.h"
#include "weaken.h"

static const struct protocol_state *named(const struct analysis *x, const struct state *s)
{
	return &x->p->protocols[s->protocol]->states[s->state];
}

/* What the world still has to do, and is found guilty of if it does not. */
static bool at_stake(const struct analysis *x, const struct state *s)
{
	const struct protocol_state *in = named(x, s);

	return (in->leak && !(s->flags & STATE_HANDED_ON)) || in->left || in->stray || in->owed;
}

/* All that is at stake in a is at stake in b. */
static bool holds_stakes(const struct analysis *x, const struct world *a, const struct world *b)
{
	for (uint32_t i = 0; i < a->states.count; i++) {
		const struct state *s = &a->states.list[i],
				   *t = world_state(b, s->region, s->protocol);

		if (at_stake(x, s) && (!t || !world_same_state(s, t)))
			return false;
	}
	return true;
}

/* References that a took, and has to give back, b has as well. */
static bool holds_counters(const struct world *a, const struct world *b)
{
	for (uint32_t i = 0; i < a->counters.count; i++) {
		const struct counter *c = &a->counters.list[i];
		struct counter d = world_counter(b, c->region);

		if (c->count > 0 && (c->count != d.count || c->exact != d.exact))
			return false;
	}
	return true;
}

static bool same_stakes(const struct analysis *x, const struct world *a, const struct world *b)
{
	return a->acted == b->acted && holds_counters(a, b) && holds_counters(b, a) &&
	       !memcmp(a->sections, b->sections, sizeof(a->sections)) && holds_stakes(x, a, b) &&
	       holds_stakes(x, b, a);
}

/* A lock that nobody holds is one of which nothing is known: see is_held() of strict mode. */
static bool is_free_lock(const struct analysis *x, const struct state *s)
{
	const struct protocol *p = x->p->protocols[s->protocol];

	return p->stray && !p->states[s->state].stray;
}

/* An object that may be dead is one that must not be touched; all else that only one of them knows
 * is in doubt. */
static void doubt_state(struct analysis *x, struct world *into, struct state s)
{
	const struct state *known = world_state(into, s.region, s.protocol);

	if (known && named(x, known)->use)
		return;
	if (!named(x, &s)->use)
		s.flags |= STATE_UNSURE;
	world_set_state(x->arena, into, s);
}

static void doubt_differing(struct analysis *x, struct world *into, const struct world *other)
{
	for (uint32_t i = 0; i < into->states.count;) {
		struct state s = into->states.list[i];
		const struct state *t = world_state(other, s.region, s.protocol);

		if (is_free_lock(x, &s)) {
			world_drop_state(x->arena, into, i);
			continue;
		}
		if (!t || !world_same_state(&s, t))
			doubt_state(x, into, s);
		i++;
	}
	for (uint32_t i = 0; i < other->states.count; i++) {
		struct state s = other->states.list[i];
		const struct state *t = world_state(into, s.region, s.protocol);

		if (!is_free_lock(x, &s) && (!t || !world_same_state(&s, t)))
			doubt_state(x, into, s);
	}
}

/* Of references that nobody has to give back no more is known than what both say. */
static void drop_counters(struct analysis *x, struct world *into, const struct world *other)
{
	for (uint32_t i = 0; i < into->counters.count;) {
		const struct counter *c = &into->counters.list[i],
				     d = world_counter(other, c->region);

		if (world_same_counter(c, &d))
			i++;
		else
			world_drop_counter(x->arena, into, i);
	}
}

bool weaken_into_twin(struct analysis *x, uint32_t block, struct world_list *pending,
		      struct world *w)
{
	for (uint32_t i = 0; i < pending->count; i++) {
		struct world *twin = pending->list[i];

		if (!same_stakes(x, twin, w))
			continue;
		doubt_differing(x, twin, w);
		drop_counters(x, twin, w);
		join_worlds(x, block, twin, w);
		return true;
	}
	return false;
}

void weaken_round(struct analysis *x, uint32_t block, const struct world *last, struct world *w)
{
	join_worlds(x, block, w, last);
	for (uint32_t i = 0; i < w->facts.count;) {
		const struct fact *f = &w->facts.list[i], *g = world_fact(last, f->value);

		if (g && world_same_fact(f, g))
			i++;
		else
			world_drop_fact(x->arena, w, i);
	}
}
