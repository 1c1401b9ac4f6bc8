/* SPDX-License-Identifier: MIT */
/*
 * Outcomes of a summary that its callers could not act upon differently are merged, and the most
 * alike ones where there is no room for all.
 */
#include <string.h>

#include "call.h"
#include "program.h"
#include "strict.h"
#include "summary.h"
#include "weaken.h"

/* How many outcomes are told apart: of what another folder defines, fewer. */
static uint32_t room(const struct analysis *x)
{
	return x->f->flags & IR_FN_IMPORTED ? MAX_IMPORTED_OUTCOMES : MAX_OUTCOMES;
}

static void join_escapes(struct outcome_world *into, const struct outcome_world *other)
{
	for (uint32_t i = 0; i < other->nescaped; i++) {
		bool there = false;

		for (uint32_t k = 0; k < into->nescaped && !there; k++)
			there = into->escaped[k] == other->escaped[i];
		if (!there && into->nescaped < MAX_ESCAPED)
			into->escaped[into->nescaped++] = other->escaped[i];
	}
}

static bool same_counters(const struct outcome_world *a, const struct outcome_world *b)
{
	if (a->ncounters != b->ncounters)
		return false;
	for (uint32_t i = 0; i < a->ncounters; i++) {
		const struct counter *c = &a->counters[i], *d = &b->counters[i];

		if (c->region != d->region || c->count != d->count || c->exact != d->exact ||
		    c->took != d->took || c->last != d->last)
			return false;
	}
	return true;
}

static bool same_state(const struct state *s, const struct state *t)
{
	return s->state == t->state && s->flags == t->flags && s->count == t->count &&
	       s->first == t->first && world_same_captures(s, t);
}

static bool same_states(const struct outcome_world *a, const struct outcome_world *b)
{
	if (a->nstates != b->nstates || !same_counters(a, b) ||
	    memcmp(a->sections, b->sections, sizeof(a->sections)))
		return false;
	for (uint32_t i = 0; i < a->nstates; i++) {
		const struct state *s = &a->states[i], *t = &b->states[i];

		if (s->region != t->region || s->protocol != t->protocol || !same_state(s, t))
			return false;
	}
	return true;
}

static const struct binding *find_store(const struct outcome_world *o, node_id region)
{
	for (uint32_t i = 0; i < o->nstores; i++)
		if (o->stores[i].region == region)
			return &o->stores[i];
	return NULL;
}

/* What only one of them wrote, or both differently, is unknown afterwards. */
static void join_outcome_stores(struct analysis *x, struct outcome_world *into,
				const struct outcome_world *other)
{
	struct binding *all =
		arena_new_array(x->arena, struct binding, into->nstores + other->nstores + 1);
	uint32_t n = 0;

	for (uint32_t i = 0; i < into->nstores; i++) {
		const struct binding *same = find_store(other, into->stores[i].region);

		all[n] = into->stores[i];
		if (!same || same->value != all[n].value)
			all[n].value = node_havoc(x->n, x->fn, 0, 0);
		n++;
	}
	for (uint32_t i = 0; i < other->nstores; i++)
		if (!find_store(into, other->stores[i].region))
			all[n++] = (struct binding){other->stores[i].region,
						    node_havoc(x->n, x->fn, 0, 0)};
	into->stores = all;
	into->nstores = n;
}

static const struct fact *fact_of(const struct outcome_world *o, node_id value)
{
	for (uint32_t i = 0; i < o->nfacts; i++)
		if (o->facts[i].value == value)
			return &o->facts[i];
	return NULL;
}

/* The parameters that a says other things of than b. */
static uint32_t told_apart(const struct nodes *n, const struct outcome_world *a,
			   const struct outcome_world *b)
{
	uint32_t params = 0;

	for (uint32_t i = 0; i < a->nfacts; i++) {
		const struct node *nd = node_at(n, a->facts[i].value);
		const struct fact *f = &a->facts[i], *g;

		if (nd->kind != NODE_PARAM || nd->b >= 32)
			continue;
		g = fact_of(b, f->value);
		if (!(g && g->lo == f->lo && g->hi == f->hi && g->nonzero == f->nonzero &&
		      g->holes == f->holes))
			params |= 1u << nd->b;
	}
	return params;
}

/* What both say. */
static void keep_common(struct analysis *x, struct outcome_world *into,
			const struct outcome_world *other)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < into->nfacts; i++) {
		const struct fact *f = &into->facts[i], *g = fact_of(other, f->value);

		if (g)
			into->facts[kept++] =
				fact_either(f->value, fact_as_interval(f), fact_as_interval(g));
	}
	into->nfacts = kept;
	into->uses |= other->uses;
	into->sure &= other->sure;
	into->passed |= other->passed;
	into->acted |= other->acted;
	join_outcome_stores(x, into, other);
	join_escapes(into, other);
	into->early &= other->early;
	world_join_each(into->each, other->each);
}

/* Another name for the result of all that is merged here: what only the result led to, no caller
 * finds any more. */
static void rename_result(struct analysis *x, struct outcome_world *o, value_classes c)
{
	struct state *kept = arena_new_array(x->arena, struct state, o->nstates + 1);
	const node_id before = o->result;
	uint32_t n = 0, nfacts = 0;

	o->result = node_fresh(x->n, x->fn, 0, 0, node_int(x->n, c), 0);
	for (uint32_t i = 0; i < o->nfacts; i++)
		if (o->facts[i].value != before)
			o->facts[nfacts++] = o->facts[i];
	o->nfacts = nfacts;
	for (uint32_t i = 0; i < o->nstates; i++)
		if (summary_reaches_caller(x, o, &o->states[i]))
			kept[n++] = o->states[i];
	o->states = kept;
	o->nstates = n;
}

/* No value is the result of both. */
static bool results_differ(const struct outcome_world *a, const struct outcome_world *b)
{
	const struct fact *f = fact_of(a, a->result), *g = fact_of(b, b->result);

	return a->result != b->result || (f && g && (f->lo > g->hi || g->lo > f->hi));
}

static struct state *find_state(const struct outcome_world *o, const struct state *s)
{
	for (uint32_t i = 0; i < o->nstates; i++)
		if (o->states[i].region == s->region && o->states[i].protocol == s->protocol)
			return &o->states[i];
	return NULL;
}

static void make_unsure(struct state *s)
{
	s->flags = (s->flags & ~STATE_FROM_CALLER) | STATE_UNSURE;
	s->first = NULL;
}

static void doubt_differences(struct analysis *x, struct outcome_world *into,
			      const struct outcome_world *o)
{
	struct state *all = arena_new_array(x->arena, struct state, into->nstates + o->nstates + 1);
	uint32_t n = into->nstates;

	if (n)
		memcpy(all, into->states, n * sizeof(*all));
	for (uint32_t i = 0; i < n; i++) {
		const struct state *t = find_state(o, &all[i]);

		if (!t || !same_state(&all[i], t))
			make_unsure(&all[i]);
	}
	for (uint32_t i = 0; i < o->nstates; i++)
		if (!find_state(into, &o->states[i])) {
			all[n] = o->states[i];
			make_unsure(&all[n++]);
		}
	into->states = all;
	into->nstates = n;
}

/* Some state of a is none of b, besides those that are followed in lint alone: these don't keep
 * outcomes apart. */
static bool has_another(const struct analysis *x, const struct outcome_world *a,
			const struct outcome_world *b)
{
	for (uint32_t i = 0; i < a->nstates; i++) {
		const struct state *t = find_state(b, &a->states[i]);

		if (!x->p->protocols[a->states[i].protocol]->lint &&
		    !(t && same_state(&a->states[i], t)))
			return true;
	}
	return false;
}

static bool alike(const struct analysis *x, const struct outcome_world *a,
		  const struct outcome_world *b)
{
	return same_states(a, b) ||
	       (same_counters(a, b) && !memcmp(a->sections, b->sections, sizeof(a->sections)) &&
		!has_another(x, a, b) && !has_another(x, b, a));
}

/* Outcomes that a caller could not act upon differently are one. */
static bool merge_outcome(struct analysis *x, struct summary *s, value_classes *classes,
			  const struct outcome_world *o, value_classes c)
{
	for (uint32_t i = 0; i < s->noutcomes; i++) {
		struct outcome_world *into = &s->outcomes[i];

		if (classes[i] != c || !alike(x, into, o))
			continue;
		if ((results_differ(into, o) || into->acted != o->acted) &&
		    s->noutcomes < room(x) / 2)
			continue;
		if (into->result != o->result)
			rename_result(x, into, c);
		s->blurred |= told_apart(x->n, into, o) | told_apart(x->n, o, into);
		if (!same_states(into, o))
			doubt_differences(x, into, o);
		keep_common(x, into, o);
		return true;
	}
	return false;
}

/* The function's argument, or what that is part of or holds: not something that it only leads to.
 */
static bool of_argument(const struct nodes *n, node_id region)
{
	const struct node *r = node_at(n, region_root(n, region));

	return r->kind == REGION_DEREF && node_at(n, r->a)->kind == NODE_PARAM;
}

/* Of how many objects b says something else than a, or nothing; UINT32_MAX: an argument is among
 * them. */
static uint32_t disagreements(const struct nodes *n, const struct outcome_world *a,
			      const struct outcome_world *b)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < a->nstates; i++) {
		const struct state *t = find_state(b, &a->states[i]);

		if (t && same_state(&a->states[i], t))
			continue;
		if (of_argument(n, a->states[i].region))
			return UINT32_MAX;
		count++;
	}
	return count;
}

/*
 * There is no room for another outcome: the one that is most like it stands for both. What becomes
 * of the arguments stays exact; what lies behind them, and only one of the two did, is unsure. A
 * release function with many members to let go has an outcome for each set of them that is there,
 * and in all of them its argument is gone.
 */
static void merge_into_nearest(struct analysis *x, struct summary *s, const value_classes *classes,
			       const struct outcome_world *o, value_classes c)
{
	struct outcome_world *nearest = NULL;
	uint32_t least = UINT32_MAX;

	for (uint32_t i = 0; i < s->noutcomes; i++) {
		struct outcome_world *at = &s->outcomes[i];
		uint32_t here, there;

		if (classes[i] != c || !same_counters(at, o) ||
		    memcmp(at->sections, o->sections, sizeof(o->sections)))
			continue;
		here = disagreements(x->n, at, o);
		there = disagreements(x->n, o, at);
		if (here == UINT32_MAX || there == UINT32_MAX || here + there >= least)
			continue;
		least = here + there;
		nearest = at;
	}
	if (!nearest)
		return;
	s->blurred |= told_apart(x->n, nearest, o) | told_apart(x->n, o, nearest);
	doubt_differences(x, nearest, o);
	if (nearest->result != o->result)
		rename_result(x, nearest, c);
	keep_common(x, nearest, o);
}

/* Strict code is to lose no outcome: one that owes the same stands for both. */
static bool weaken_one(struct analysis *x, struct summary *s, const value_classes *classes,
		       uint32_t noutcomes, const struct outcome_world *o, value_classes c)
{
	for (uint32_t i = 0; i < noutcomes; i++) {
		struct outcome_world *into = &s->outcomes[i];

		if (classes[i] != c || !weaken_into_outcome(x, into, o))
			continue;
		s->blurred |= told_apart(x->n, into, o) | told_apart(x->n, o, into);
		if (into->result != o->result)
			rename_result(x, into, c);
		keep_common(x, into, o);
		return true;
	}
	return false;
}

/* The last outcomes that have the same at stake as others become one with these: half of them at
 * most. */
static bool make_room(struct analysis *x, struct summary *s, value_classes *classes)
{
	const uint32_t before = s->noutcomes;
	uint32_t kept = before / 2;

	for (uint32_t i = kept; i < before; i++) {
		if (weaken_one(x, s, classes, kept, &s->outcomes[i], classes[i]))
			continue;
		classes[kept] = classes[i];
		s->outcomes[kept++] = s->outcomes[i];
	}
	s->noutcomes = kept;
	return kept < before;
}

void summary_add_outcome(struct analysis *x, struct summary *s, value_classes *classes,
			 const struct outcome_world *o, value_classes c)
{
	bool full;

	if (merge_outcome(x, s, classes, o, c))
		return;
	full = s->noutcomes == room(x) * strict_factor(x);
	if (full && x->strict && weaken_one(x, s, classes, s->noutcomes, o, c))
		return;
	if (full && !(x->strict && make_room(x, s, classes))) {
		strict_cut(x, &x->p->stats->cut_outcomes);
		merge_into_nearest(x, s, classes, o, c);
		return;
	}
	classes[s->noutcomes] = c;
	s->outcomes[s->noutcomes++] = *o;
}
