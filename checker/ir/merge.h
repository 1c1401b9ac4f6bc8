/* SPDX-License-Identifier: MIT */
/* Several modules as one program: what a linker does, for IR. */
#ifndef CUSTODY_MERGE_H
#define CUSTODY_MERGE_H

#include "cir_reach.h"

/*
 * A new module of all that the parts hold; the parts, read from files, stay as they are and may go
 * afterwards.
 *
 * One thing are: functions and variables with external linkage and one name; what headers declare
 * at one place, as inline functions and records; equal types. Static functions and variables stay
 * apart. A name that two parts define stays apart too, and is unknown to the other parts: nobody
 * can say which of the two they mean.
 *
 * The result depends on the order of the parts, and on nothing else. A record that a header in the
 * folder of the parts' main files declares counts as one of the main file.
 */
struct ir_module *ir_merge(struct ir_module *const *parts, uint32_t nparts);

/*
 * Of another file only some functions, and what these reach. They count as those of a header: what
 * they do is known, but it is not here that they are checked.
 */
struct ir_import {
	struct ir_module *m;
	const struct cir_reach *only;
};

/* As ir_merge(), with imports, which come last. */
struct ir_module *ir_merge_with(struct ir_module *const *parts, uint32_t nparts,
				const struct ir_import *imports, uint32_t nimports);

/* A table that is not here has function fn as its record.member. */
void ir_place_function(struct ir_module *m, uint32_t fn, const char *record, const char *member);

#endif
