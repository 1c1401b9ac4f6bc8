/* SPDX-License-Identifier: MIT */
/*
 * A baseline: findings that were there before, so that only new ones count. JSON lines, one a
 * finding, without line numbers; made to be kept beside the source, sorted so that changes merge.
 */
#ifndef CUSTODY_BASELINE_H
#define CUSTODY_BASELINE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct results;
struct baseline;

/* Reads path into a. NULL: *error, in a, says with file and line what is wrong. */
struct baseline *baseline_read(const char *path, struct arena *a, const char **error);
struct baseline *baseline_read_memory(const char *text, size_t size, const char *name,
				      struct arena *a, const char **error);
void baseline_free(struct baseline *b);

/*
 * Sets the age of each finding in r, which was sorted; not of those that a suppression hides. Each
 * entry stands for one finding: of several that fit, the one with the same way to it in the same
 * file first, one in a renamed file last. Entries of files in r's units that no finding fits any
 * more become r->fixed.
 */
void baseline_compare(struct baseline *b, struct results *r);

/* Writes what r holds, without what a suppression hides, to path, as a whole or not at all. Returns
 * NULL, or a sentence saying why not. */
const char *baseline_write(const struct results *r, const char *path);

#endif
