/* SPDX-License-Identifier: MIT */
/* The string table: texts in an arena, ids dense from 0, an open-addressing index over them. */
#include "strings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "arena.h"

struct entry {
	const char *text;
	size_t len; /* a string literal may hold NULs */
	uint64_t hash;
};

struct strings {
	struct arena *arena;
	struct entry *list; /* by id */
	uint32_t count, cap;
	uint32_t *slots; /* id + 1, 0: free; nslots is a power of two, at most half are taken */
	uint32_t nslots;
};

static void *must_calloc(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (p)
		return p;
	fprintf(stderr, "custody: out of memory\n");
	abort();
}

/* The slot that holds text, or the free one where it belongs. */
static uint32_t *find_slot(const struct strings *s, const char *text, size_t len, uint64_t hash)
{
	uint32_t mask = s->nslots - 1;
	uint32_t i;

	for (i = (uint32_t)hash & mask; s->slots[i]; i = (i + 1) & mask) {
		const struct entry *e = &s->list[s->slots[i] - 1];

		if (e->hash == hash && e->len == len && memcmp(e->text, text, len) == 0)
			break;
	}
	return &s->slots[i];
}

static void grow(struct strings *s)
{
	struct entry *list = must_calloc((size_t)s->cap * 2, sizeof(*list));
	uint32_t i;

	memcpy(list, s->list, s->count * sizeof(*list));
	free(s->list);
	s->list = list;
	s->cap *= 2;
	free(s->slots);
	s->nslots *= 2;
	s->slots = must_calloc(s->nslots, sizeof(*s->slots));
	for (i = 0; i < s->count; i++)
		*find_slot(s, list[i].text, list[i].len, list[i].hash) = i + 1;
}

struct strings *strings_new(void)
{
	struct strings *s = must_calloc(1, sizeof(*s));

	s->arena = arena_new();
	s->cap = 256;
	s->list = must_calloc(s->cap, sizeof(*s->list));
	s->nslots = 2 * s->cap;
	s->slots = must_calloc(s->nslots, sizeof(*s->slots));
	str_intern_n(s, "", 0);
	return s;
}

void strings_free(struct strings *s)
{
	if (!s)
		return;
	arena_free(s->arena);
	free(s->list);
	free(s->slots);
	free(s);
}

str_id str_intern(struct strings *s, const char *text)
{
	return text ? str_intern_n(s, text, strlen(text)) : STR_EMPTY;
}

str_id str_intern_n(struct strings *s, const char *text, size_t len)
{
	uint64_t hash = XXH3_64bits(text, len);
	uint32_t *slot = find_slot(s, text, len, hash);
	char *copy;

	if (*slot)
		return *slot - 1;
	if (s->count == s->cap) {
		grow(s);
		slot = find_slot(s, text, len, hash);
	}
	copy = arena_alloc(s->arena, len + 1);
	memcpy(copy, text, len);
	s->list[s->count] = (struct entry){copy, len, hash};
	*slot = ++s->count;
	return s->count - 1;
}

str_id str_find(const struct strings *s, const char *text)
{
	size_t len;
	uint32_t *slot;

	if (!text)
		return STR_EMPTY;
	len = strlen(text);
	slot = find_slot(s, text, len, XXH3_64bits(text, len));
	return *slot ? *slot - 1 : STR_EMPTY;
}

const char *str_text(const struct strings *s, str_id id)
{
	return s->list[id].text;
}

size_t str_len(const struct strings *s, str_id id)
{
	return s->list[id].len;
}

uint32_t strings_count(const struct strings *s)
{
	return s->count;
}
