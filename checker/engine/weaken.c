/* SPDX-License-Identifier: MIT */
/* Strict code drops no path. Where lint would, two worlds become one that says less: what holds of
 * it holds of both, and what they disagree on is in doubt. */
#include <string.h>

#include "call.h"
#include "program.h"
#include "strict.h"
#include "weaken.h"

/* What is known of objects at one point: of a world, or of an outcome. */
struct known {
	const struct state *states;
	uint32_t nstates;
	const struct counter *counters;
	uint32_t ncounters;
	const struct section *sections;
	bool acted;
};

static struct known of_world(const struct world *w)
{
	return (struct known){w->states.list,	 w->states.count, w->counters.list,
			      w->counters.count, w->sections,	  w->acted};
}

static struct known of_outcome(const struct outcome_world *o)
{
	return (struct known){o->states,    o->nstates,	 o->counters,
			      o->ncounters, o->sections, o->acted};
}

static const struct protocol_state *named(const struct analysis *x, const struct state *s)
{
	return &x->p->protocols[s->protocol]->states[s->state];
}

static const struct state *state_in(const struct known *k, const struct state *like)
{
	for (uint32_t i = 0; i < k->nstates; i++)
		if (k->states[i].region == like->region && k->states[i].protocol == like->protocol)
			return &k->states[i];
	return NULL;
}

static struct counter counter_in(const struct known *k, node_id region)
{
	for (uint32_t i = 0; i < k->ncounters; i++)
		if (k->counters[i].region == region)
			return k->counters[i];
	return (struct counter){.region = region};
}

/* What is still to be done, and is told of if it is not. Of what is in doubt nothing is. */
static bool at_stake(const struct analysis *x, const struct known *k, const struct state *s)
{
	const struct protocol *p = x->p->protocols[s->protocol];
	const struct protocol_state *in = named(x, s);

	if ((s->flags & STATE_UNSURE) || (p->counted && s->count <= 0))
		return false;
	if (in->leak && p->strict)
		return strict_taken(x, k->states, k->nstates, s);
	return (in->leak && !(s->flags & STATE_HANDED_ON)) || in->left || in->stray || in->owed ||
	       (!p->strict && in->death && !in->ambient);
}

/* All that is at stake in a is at stake in b. */
static bool holds_stakes(const struct analysis *x, const struct known *a, const struct known *b)
{
	for (uint32_t i = 0; i < a->nstates; i++) {
		const struct state *s = &a->states[i], *t;

		if (!at_stake(x, a, s))
			continue;
		t = state_in(b, s);
		if (!t || !world_same_state(s, t))
			return false;
	}
	return true;
}

/* References that a took, and has to give back, b has as well. */
static bool holds_counters(const struct known *a, const struct known *b)
{
	for (uint32_t i = 0; i < a->ncounters; i++) {
		const struct counter *c = &a->counters[i];
		struct counter d = counter_in(b, c->region);

		if (c->count > 0 && (c->count != d.count || c->exact != d.exact))
			return false;
	}
	return true;
}

static bool same_stakes(const struct analysis *x, const struct known *a, const struct known *b)
{
	return a->acted == b->acted && holds_counters(a, b) && holds_counters(b, a) &&
	       !memcmp(a->sections, b->sections, MAX_SECTIONS * sizeof(*a->sections)) &&
	       holds_stakes(x, a, b) && holds_stakes(x, b, a);
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

static bool weaken(struct analysis *x, uint32_t block, struct world *into, struct world *w)
{
	const struct known its = of_world(into), mine = of_world(w);

	if (!same_stakes(x, &its, &mine))
		return false;
	doubt_differing(x, into, w);
	drop_counters(x, into, w);
	join_worlds(x, block, into, w);
	explore_note_states(x, into);
	return true;
}

bool weaken_into_twin(struct analysis *x, uint32_t block, struct world_list *pending,
		      struct world *w)
{
	for (uint32_t i = 0; i < pending->count; i++)
		if (weaken(x, block, pending->list[i], w))
			return true;
	return false;
}

bool weaken_make_room(struct analysis *x, uint32_t block, struct world_list *pending)
{
	bool *done = arena_new_array(x->arena, bool, pending->count);
	uint32_t kept = 0;

	for (uint32_t i = 0; i < pending->count; i++) {
		uint32_t k = 0;

		while (k < kept &&
		       (done[k] || !weaken(x, block, pending->list[k], pending->list[i])))
			k++;
		if (k < kept)
			done[k] = true;
		else
			pending->list[kept++] = pending->list[i];
	}
	pending->count = kept;
	return kept < MAX_WORLDS_PER_BLOCK * STRICT_FACTOR;
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

/* --- Outcomes of summaries ---------------------------------------------------------------- */

/* As doubt_state() does it with worlds. */
static void doubt_known(const struct analysis *x, struct state *s)
{
	if (!named(x, s)->use)
		s->flags |= STATE_UNSURE;
}

static void doubt_outcome_states(struct analysis *x, struct outcome_world *into,
				 const struct outcome_world *o)
{
	const struct known its = of_outcome(o), mine = of_outcome(into);
	struct state *all = arena_new_array(x->arena, struct state, into->nstates + o->nstates + 1);
	uint32_t n = 0;

	for (uint32_t i = 0; i < into->nstates; i++) {
		const struct state *t = state_in(&its, &into->states[i]);
		const bool same = t && world_same_state(&into->states[i], t);

		all[n] = !same && t && named(x, t)->use ? *t : into->states[i];
		if (!same)
			doubt_known(x, &all[n]);
		n++;
	}
	for (uint32_t i = 0; i < o->nstates; i++) {
		if (state_in(&mine, &o->states[i]))
			continue;
		all[n] = o->states[i];
		doubt_known(x, &all[n++]);
	}
	into->states = all;
	into->nstates = n;
}

static void drop_outcome_counters(struct analysis *x, struct outcome_world *into,
				  const struct outcome_world *o)
{
	const struct known its = of_outcome(o);
	struct counter *kept = arena_new_array(x->arena, struct counter, into->ncounters + 1);
	uint32_t n = 0;

	for (uint32_t i = 0; i < into->ncounters; i++) {
		struct counter d = counter_in(&its, into->counters[i].region);

		if (world_same_counter(&into->counters[i], &d))
			kept[n++] = d;
	}
	into->counters = kept;
	into->ncounters = n;
}

bool weaken_into_outcome(struct analysis *x, struct outcome_world *into,
			 const struct outcome_world *o)
{
	const struct known mine = of_outcome(into), its = of_outcome(o);

	if (!same_stakes(x, &mine, &its))
		return false;
	doubt_outcome_states(x, into, o);
	drop_outcome_counters(x, into, o);
	return true;
}
