/* SPDX-License-Identifier: MIT */
/* Bump allocation out of a list of chunks that a reset keeps. */
#include "arena.h"

#include <stdarg.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALIGN _Alignof(max_align_t)
#define FIRST_CHUNK (16u << 10)
#define LARGEST_CHUNK (1u << 20)

struct chunk {
	struct chunk *next;
	size_t size;
	_Alignas(max_align_t) unsigned char data[];
};

struct arena {
	struct chunk *first; /* chunks before `current` are full, those behind it are empty */
	struct chunk *current;
	size_t pos; /* in current */
	size_t next_size;
	size_t used;
};

static void *must_malloc(size_t size)
{
	void *p = malloc(size);

	if (p)
		return p;
	fprintf(stderr, "custody: out of memory (%zu bytes wanted)\n", size);
	abort();
}

static struct chunk *chunk_new(size_t size)
{
	struct chunk *c;

	if (size > SIZE_MAX - sizeof(*c)) {
		fprintf(stderr, "custody: allocation of %zu bytes\n", size);
		abort();
	}
	c = must_malloc(sizeof(*c) + size);
	c->next = NULL;
	c->size = size;
	return c;
}

struct arena *arena_new(void)
{
	struct arena *a = must_malloc(sizeof(*a));

	a->first = a->current = chunk_new(FIRST_CHUNK);
	a->next_size = 2 * FIRST_CHUNK;
	a->pos = 0;
	a->used = 0;
	return a;
}

void arena_free(struct arena *a)
{
	struct chunk *c, *next;

	if (!a)
		return;
	for (c = a->first; c; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

void arena_reset(struct arena *a)
{
	a->current = a->first;
	a->pos = 0;
	a->used = 0;
}

/* Makes current a chunk with room for size bytes: one that a reset left, else a new one. */
static void next_chunk(struct arena *a, size_t size)
{
	struct chunk *c;

	while (a->current->next) {
		a->current = a->current->next;
		a->pos = 0;
		if (a->current->size >= size)
			return;
	}
	c = chunk_new(size > a->next_size ? size : a->next_size);
	if (a->next_size < LARGEST_CHUNK)
		a->next_size *= 2;
	a->current->next = c;
	a->current = c;
	a->pos = 0;
}

void *arena_take(struct arena *a, size_t size)
{
	void *p;

	if (size > SIZE_MAX - ALIGN) {
		fprintf(stderr, "custody: allocation of %zu bytes\n", size);
		abort();
	}
	size = (size + ALIGN - 1) & ~(ALIGN - 1);
	if (size > a->current->size - a->pos)
		next_chunk(a, size);
	p = a->current->data + a->pos;
	a->pos += size;
	a->used += size;
	return p;
}

/* Zeroed here and not per chunk: after a reset the chunks hold old bytes. */
void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_take(a, size), 0, size);
}

void *arena_copy(struct arena *a, const void *p, size_t size)
{
	void *copy = arena_take(a, size);

	if (size)
		memcpy(copy, p, size);
	return copy;
}

void *arena_grow(struct arena *a, void *table, uint32_t n, uint32_t *cap, size_t size)
{
	void *bigger;

	if (n < *cap)
		return table;
	*cap = *cap ? 2 * *cap : 32;
	bigger = arena_alloc(a, *cap * size);
	if (n)
		memcpy(bigger, table, n * size);
	return bigger;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

char *arena_format(struct arena *a, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = arena_alloc(a, n < 0 ? 1 : (size_t)n + 1);
	va_start(args, format);
	if (n >= 0)
		vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return text;
}
