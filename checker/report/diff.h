/* SPDX-License-Identifier: MIT */
/* Which lines a unified diff touches, of the files as they are after it. */
#ifndef CUSTODY_DIFF_H
#define CUSTODY_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct diff;

/* Reads path ("-": standard input) into a. NULL: *error, in a, says with file and line what is
 * wrong. */
struct diff *diff_read(const char *path, struct arena *a, const char **error);
struct diff *diff_read_memory(const char *text, size_t size, const char *name, struct arena *a,
			      const char **error);

/* Whether it adds or changes a line of file from first to last, or takes one out between two of
 * them. */
bool diff_touches(const struct diff *d, const char *file, uint32_t first, uint32_t last);

#endif
