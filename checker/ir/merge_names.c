/* SPDX-License-Identifier: MIT */
#include "merge_names.h"

#include <stdlib.h>

#include <xxhash.h>
#define HASH_FUNCTION(key, length, hash) ((hash) = (unsigned)XXH3_64bits(key, length))
#include <uthash.h>

struct named {
	struct merge_key key;
	uint32_t number;
	UT_hash_handle hh;
};

struct merge_names {
	struct arena *arena;
	struct named *table;
	/* Places are by far the most, so they have a table of their own: numbers alone, each at its
	 * place's hash or behind; 0 is none. */
	ir_loc *places;
	uint32_t nplaces, cap_places; /* a power of two, at least twice nplaces */
};

struct merge_names *merge_names_new(void)
{
	struct arena *arena = arena_new();
	struct merge_names *n = arena_alloc(arena, sizeof(*n));

	n->arena = arena;
	return n;
}

void merge_names_free(struct merge_names *n)
{
	HASH_CLEAR(hh, n->table);
	free(n->places);
	arena_free(n->arena);
}

static struct named *find(const struct merge_names *n, const struct merge_key *key)
{
	struct named *found;

	HASH_FIND(hh, n->table, key, sizeof(*key), found);
	return found;
}

uint32_t merge_find(const struct merge_names *n, const struct merge_key *key)
{
	const struct named *found = find(n, key);

	return found ? found->number : IR_NONE;
}

void merge_set(struct merge_names *n, const struct merge_key *key, uint32_t number)
{
	struct named *named = find(n, key);

	if (!named) {
		named = arena_alloc(n->arena, sizeof(*named));
		named->key = *key;
		HASH_ADD(hh, n->table, key, sizeof(named->key), named);
	}
	named->number = number;
}

static uint32_t hash_place(const struct ir_place *p)
{
	uint64_t h = ((uint64_t)p->file << 32 | p->line) * 0x9e3779b97f4a7c15u;

	h = (h ^ (h >> 29) ^ p->col ^ (uint64_t)p->macro << 16) * 0xff51afd7ed558ccdu;
	return (uint32_t)(h ^ (h >> 32));
}

/* Where in the table the place is, or would be. */
static uint32_t seek_place(const struct merge_names *n, const struct ir_module *m,
			   const struct ir_place *p)
{
	uint32_t at = hash_place(p);

	for (;; at++) {
		const struct ir_place *q;

		at &= n->cap_places - 1;
		if (!n->places[at])
			return at;
		q = &m->places[n->places[at]];
		if (q->file == p->file && q->line == p->line && q->col == p->col &&
		    q->macro == p->macro)
			return at;
	}
}

static void make_room(struct merge_names *n, const struct ir_module *m)
{
	ir_loc *old = n->places;
	uint32_t cap = n->cap_places;

	if (n->nplaces * 2 < cap)
		return;
	n->cap_places = cap ? cap * 2 : 4096;
	n->places = calloc(n->cap_places, sizeof(*n->places));
	if (!n->places)
		abort();
	for (uint32_t i = 0; i < cap; i++)
		if (old[i])
			n->places[seek_place(n, m, &m->places[old[i]])] = old[i];
	free(old);
}

ir_loc merge_place(struct merge_names *n, struct ir_module *m, const struct ir_place *place)
{
	uint32_t at;

	make_room(n, m);
	at = seek_place(n, m, place);
	if (!n->places[at]) {
		n->places[at] = ir_add_place(m, *place);
		n->nplaces++;
	}
	return n->places[at];
}
