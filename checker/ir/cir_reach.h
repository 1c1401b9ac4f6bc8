/* SPDX-License-Identifier: MIT */
/* What of a module goes into its .cir file, and under which number. */
#ifndef CUSTODY_CIR_REACH_H
#define CUSTODY_CIR_REACH_H

#include "ir.h"

/* Numbers given in order of first sight: old index to new one and back. */
struct cir_map {
	uint32_t *given; /* by old index: new index + 1, 0 if none */
	uint32_t ngiven;
	uint32_t *old; /* by new index */
	uint32_t count, cap;
};

struct cir_reach {
	struct ir_module *m;
	struct cir_map types, records, functions, globals;
	struct cir_map bodies; /* functions that are written with their body */
	bool narrow; /* a table that is named does not lead to its functions */
	const char *wrong; /* the first broken promise that was met, else NULL */
	const char *wrong_in; /* name of the function or global it is in */
};

/* The new number of old, given now if it has none. IR_NONE stays IR_NONE. */
uint32_t cir_map_add(struct cir_map *map, uint32_t old);
bool cir_map_has(const struct cir_map *map, uint32_t old);
/* The new number of old, which has one or is IR_NONE. */
uint32_t cir_map_get(const struct cir_map *map, uint32_t old);
void cir_map_free(struct cir_map *map);

/*
 * Fills *r: the main file's functions, globals and records, all that is annotated, and what these
 * reach; scans, lowers and completes on the way. A type gets its number after the type it names.
 * The caller ends with cir_reach_free().
 */
void cir_reach(struct cir_reach *r, struct ir_module *m);
/* The same for what these functions alone reach, in a module that was read from a file; narrow. */
void cir_reach_from(struct cir_reach *r, struct ir_module *m, const uint32_t *functions,
		    uint32_t count);
void cir_reach_free(struct cir_reach *r);

#endif
