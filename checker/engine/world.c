/* SPDX-License-Identifier: MIT */
/* Sorted copy-on-write tables of a world. */
#include "world.h"

#include <string.h>

struct world *world_new(struct arena *a)
{
	return arena_alloc(a, sizeof(struct world));
}

struct world *world_fork(struct arena *a, struct world *w)
{
	w->store.shared = w->facts.shared = w->states.shared = w->counters.shared = true;
	return arena_copy(a, w, sizeof(*w));
}

void world_escaped(struct world *w, node_id v)
{
	for (uint32_t i = 0; i < w->nescaped; i++)
		if (w->escaped[i] == v)
			return;
	if (w->nescaped < MAX_ESCAPED)
		w->escaped[w->nescaped++] = v;
}

/* Makes room for one more entry and the table this world's own. */
#define OWN(arena, table)                                                                          \
	do {                                                                                       \
		if ((table).shared || (table).count == (table).cap) {                              \
			uint32_t cap_ = (table).count + (table).count / 2 + 8;                     \
			void *new_ = arena_take((arena), cap_ * sizeof(*(table).list));            \
			if ((table).count)                                                         \
				memcpy(new_, (table).list, (table).count * sizeof(*(table).list)); \
			(table).list = new_;                                                       \
			(table).cap = cap_;                                                        \
			(table).shared = false;                                                    \
		}                                                                                  \
	} while (0)

#define INSERT_AT(table, at)                                                                       \
	do {                                                                                       \
		memmove((table).list + (at) + 1, (table).list + (at),                              \
			((table).count - (at)) * sizeof(*(table).list));                           \
		(table).count++;                                                                   \
	} while (0)

#define REMOVE_AT(table, at)                                                                       \
	do {                                                                                       \
		memmove((table).list + (at), (table).list + (at) + 1,                              \
			((table).count - (at) - 1) * sizeof(*(table).list));                       \
		(table).count--;                                                                   \
	} while (0)

static uint32_t find_binding(const struct world *w, node_id region)
{
	uint32_t lo = 0, hi = w->store.count;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (w->store.list[mid].region < region)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

node_id world_get(const struct world *w, node_id region)
{
	uint32_t at = find_binding(w, region);

	if (at < w->store.count && w->store.list[at].region == region)
		return w->store.list[at].value;
	return NODE_NONE;
}

void world_set(struct arena *a, struct world *w, node_id region, node_id value)
{
	uint32_t at = find_binding(w, region);
	bool there = at < w->store.count && w->store.list[at].region == region;

	if (there && w->store.list[at].value == value)
		return;
	OWN(a, w->store);
	if (!there)
		INSERT_AT(w->store, at);
	w->store.list[at] = (struct binding){region, value};
}

void world_drop_binding(struct arena *a, struct world *w, uint32_t at)
{
	OWN(a, w->store);
	REMOVE_AT(w->store, at);
}

void world_forget(struct arena *a, struct world *w, const struct nodes *n, node_id region)
{
	uint32_t at = find_binding(w, region);

	if (!region_has_parts(n, region)) {
		if (at < w->store.count && w->store.list[at].region == region)
			world_drop_binding(a, w, at);
		return;
	}
	for (uint32_t i = 0; i < w->store.count;) {
		if (!region_within(n, w->store.list[i].region, region)) {
			i++;
			continue;
		}
		OWN(a, w->store);
		REMOVE_AT(w->store, i);
	}
}

static uint32_t find_fact(const struct world *w, node_id value)
{
	uint32_t lo = 0, hi = w->facts.count;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;

		if (w->facts.list[mid].value < value)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

const struct fact *world_fact(const struct world *w, node_id value)
{
	uint32_t at = find_fact(w, value);

	if (at < w->facts.count && w->facts.list[at].value == value)
		return &w->facts.list[at];
	return NULL;
}

void world_set_fact(struct arena *a, struct world *w, struct fact f)
{
	uint32_t at = find_fact(w, f.value);
	bool there = at < w->facts.count && w->facts.list[at].value == f.value;
	bool says_nothing = !f.nonzero && !f.holes && f.lo == INT64_MIN && f.hi == INT64_MAX;

	if (says_nothing && !there)
		return;
	OWN(a, w->facts);
	if (says_nothing) {
		REMOVE_AT(w->facts, at);
		return;
	}
	if (!there)
		INSERT_AT(w->facts, at);
	w->facts.list[at] = f;
}

void world_drop_fact(struct arena *a, struct world *w, uint32_t at)
{
	OWN(a, w->facts);
	REMOVE_AT(w->facts, at);
}

static uint32_t find_state(const struct world *w, node_id region, uint16_t protocol)
{
	uint32_t lo = 0, hi = w->states.count;

	while (lo < hi) {
		uint32_t mid = (lo + hi) / 2;
		const struct state *s = &w->states.list[mid];

		if (s->region < region || (s->region == region && s->protocol < protocol))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint32_t world_states_at(const struct world *w, node_id region)
{
	return find_state(w, region, 0);
}

const struct state *world_state(const struct world *w, node_id region, uint16_t protocol)
{
	uint32_t at = find_state(w, region, protocol);

	if (at < w->states.count && w->states.list[at].region == region &&
	    w->states.list[at].protocol == protocol)
		return &w->states.list[at];
	return NULL;
}

void world_set_state(struct arena *a, struct world *w, struct state s)
{
	uint32_t at = find_state(w, s.region, s.protocol);
	bool there = at < w->states.count && w->states.list[at].region == s.region &&
		     w->states.list[at].protocol == s.protocol;

	OWN(a, w->states);
	if (!there)
		INSERT_AT(w->states, at);
	w->states.list[at] = s;
}

void world_drop_state(struct arena *a, struct world *w, uint32_t at)
{
	OWN(a, w->states);
	REMOVE_AT(w->states, at);
}

static uint32_t find_counter(const struct world *w, node_id region)
{
	uint32_t i = 0;

	while (i < w->counters.count && w->counters.list[i].region < region)
		i++;
	return i;
}

struct counter world_counter(const struct world *w, node_id region)
{
	uint32_t at = find_counter(w, region);

	if (at < w->counters.count && w->counters.list[at].region == region)
		return w->counters.list[at];
	return (struct counter){.region = region};
}

void world_set_counter(struct arena *a, struct world *w, struct counter c)
{
	uint32_t at = find_counter(w, c.region);
	bool there = at < w->counters.count && w->counters.list[at].region == c.region;

	OWN(a, w->counters);
	if (!there)
		INSERT_AT(w->counters, at);
	w->counters.list[at] = c;
}

void world_drop_counter(struct arena *a, struct world *w, uint32_t at)
{
	OWN(a, w->counters);
	REMOVE_AT(w->counters, at);
}

bool world_same_counter(const struct counter *a, const struct counter *b)
{
	return a->region == b->region && a->count == b->count && a->exact == b->exact &&
	       a->took == b->took && a->last == b->last;
}

static bool same_counters(const struct world *a, const struct world *b)
{
	if (a->counters.count != b->counters.count)
		return false;
	for (uint32_t i = 0; i < a->counters.count; i++)
		if (!world_same_counter(&a->counters.list[i], &b->counters.list[i]))
			return false;
	return true;
}

bool world_same_captures(const struct state *a, const struct state *b)
{
	if (a->captures == b->captures)
		return true;
	return a->captures && b->captures &&
	       !memcmp(a->captures, b->captures, PROTOCOL_MAX_CAPTURES * sizeof(*a->captures));
}

/* By which way they came there is told by the trail. */
static bool same_step(const struct event *a, const struct event *b)
{
	return a == b || (a && b && a->fn == b->fn && a->insn == b->insn);
}

uint32_t world_sum(const struct world *w)
{
	uint64_t sum = w->counters.count;

	for (uint32_t i = 0; i < w->states.count; i++) {
		const struct state *s = &w->states.list[i];

		sum = (sum ^ s->region) * 0x9e3779b97f4a7c15u;
		sum = (sum ^ ((uint64_t)s->protocol << 16 | s->state << 8 | s->flags)) *
		      0xff51afd7ed558ccdu;
		sum = (sum ^ ((uint64_t)(s->doubt ^ s->handed) << 16) ^ (uint16_t)s->count ^
		       (s->got ? s->got->insn : 0)) *
		      0xc4ceb9fe1a85ec53u;
	}
	return (uint32_t)(sum >> 32);
}

bool world_same_state(const struct state *s, const struct state *t)
{
	return s->region == t->region && s->protocol == t->protocol && s->state == t->state &&
	       s->flags == t->flags && s->count == t->count && same_step(s->got, t->got) &&
	       s->doubt == t->doubt && s->handed == t->handed && world_same_captures(s, t);
}

bool world_same_states(const struct world *a, const struct world *b)
{
	if (a->twins == b->twins)
		return true;
	if (a->sum != b->sum || a->acted != b->acted || !same_counters(a, b) ||
	    memcmp(a->sections, b->sections, sizeof(a->sections)))
		return false;
	if (a->states.list == b->states.list && a->states.count == b->states.count)
		return true;
	if (a->states.count != b->states.count)
		return false;
	for (uint32_t i = 0; i < a->states.count; i++)
		if (!world_same_state(&a->states.list[i], &b->states.list[i]))
			return false;
	return true;
}

bool world_same_fact(const struct fact *f, const struct fact *g)
{
	return f->value == g->value && f->nonzero == g->nonzero && f->holes == g->holes &&
	       f->lo == g->lo && f->hi == g->hi;
}

static bool is_among(const struct each_effect *each, const struct each_effect *e)
{
	for (uint32_t i = 0; i < MAX_EACH && each[i].effect; i++)
		if (each[i].effect == e->effect &&
		    !memcmp(each[i].given, e->given, sizeof(e->given)))
			return true;
	return false;
}

void world_join_each(struct each_effect *into, const struct each_effect *other)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < MAX_EACH && into[i].effect; i++)
		if (!into[i].effect->nmatches || is_among(other, &into[i]))
			into[n++] = into[i];
	for (uint32_t i = n; i < MAX_EACH; i++)
		into[i] = (struct each_effect){0};
	for (uint32_t i = 0; i < MAX_EACH && n < MAX_EACH && other[i].effect; i++)
		if (!other[i].effect->nmatches && !is_among(into, &other[i]))
			into[n++] = other[i];
}

bool world_equal(const struct world *a, const struct world *b)
{
	if (a->sum != b->sum || a->store.count != b->store.count ||
	    a->facts.count != b->facts.count || a->uses != b->uses || a->sure != b->sure)
		return false;
	if (a->store.list != b->store.list &&
	    memcmp(a->store.list, b->store.list, a->store.count * sizeof(*a->store.list)))
		return false;
	for (uint32_t i = 0; a->facts.list != b->facts.list && i < a->facts.count; i++)
		if (!world_same_fact(&a->facts.list[i], &b->facts.list[i]))
			return false;
	return world_same_states(a, b);
}
