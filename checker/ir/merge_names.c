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
