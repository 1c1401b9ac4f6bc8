/* SPDX-License-Identifier: MIT */
/* The lines of source that a reader of some findings needs to see. */
#ifndef CUSTODY_EXCERPT_H
#define CUSTODY_EXCERPT_H

#include <stdint.h>

struct arena;
struct sources;
struct excerpt_file;

/* What is wanted so far. */
struct excerpt {
	struct arena *arena;
	struct sources *sources;
	struct excerpt_file *files; /* in the order of first use */
};

struct excerpt_file {
	const char *name;
	uint32_t nlines;
	unsigned char *wanted; /* by line, from 1 */
	struct excerpt_file *next;
};

/*
 * Wants line, some behind it, and all from the head of the function that it is in. Returns the
 * head's first line, as the layout of the text shows it, or 0 if there is no such line.
 */
uint32_t excerpt_add(struct excerpt *e, const char *file, uint32_t line);

#endif
