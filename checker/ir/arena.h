/* SPDX-License-Identifier: MIT */
/* Bump allocation: everything of one run, or of one function, is freed at once. */
#ifndef CUSTODY_ARENA_H
#define CUSTODY_ARENA_H

#include <stddef.h>
#include <stdint.h>

struct arena;

/* Makes an arena. Like all of the arena functions it aborts with a message when memory runs out. */
struct arena *arena_new(void);
/* Frees the arena and all that came from it. NULL is allowed. */
void arena_free(struct arena *a);
/* Makes the arena empty again and keeps its memory for the next user. */
void arena_reset(struct arena *a);
/* size zeroed bytes, aligned for any type; valid until the arena is reset or freed. */
void *arena_alloc(struct arena *a, size_t size);
/* The same, but what they hold is not said: for what is written at once. */
void *arena_take(struct arena *a, size_t size);
/* A copy of size bytes at p. */
void *arena_copy(struct arena *a, const void *p, size_t size);
/*
 * Room for one entry more in a table of n entries of size bytes: the table itself while n < *cap,
 * else one twice as large with its entries. What a growth leaves behind in the arena is at most as
 * much again.
 */
void *arena_grow(struct arena *a, void *table, uint32_t n, uint32_t *cap, size_t size);
/* Formatted text, as by printf. */
char *arena_format(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Bytes handed out since the arena was made or last reset. */
size_t arena_used(const struct arena *a);

#define arena_new_array(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (n)))

#endif
