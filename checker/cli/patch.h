/* SPDX-License-Identifier: MIT */
/* Unified diffs with their text: the files they change, and those files as they were before. */
#ifndef CUSTODY_PATCH_H
#define CUSTODY_PATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ir/arena.h"

struct hunk {
	const char *const *lines; /* with ' ', '-', '+' before them, without their end */
	uint32_t nlines;
	uint32_t first; /* line of the new file */
};

struct patched {
	const char *name; /* of the new file, or of one that is gone, as the diff has it */
	bool is_new, is_gone;
	struct hunk *hunks;
	uint32_t nhunks, cap;
};

struct patch {
	struct patched *files;
	uint32_t nfiles, cap;
};

/* text, which diff_read_memory() took, as a patch; all in a. */
struct patch *patch_read(const char *text, struct arena *a);
/*
 * The text of the file before the change, in a; now: after it. NULL: it is not the file that the
 * diff was made of; *line is where.
 */
const char *patch_undo(const struct patched *p, const char *now, struct arena *a, uint32_t *line);

#endif
