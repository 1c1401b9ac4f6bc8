/* SPDX-License-Identifier: MIT */
/* Which entries of the parts are one entry of the merged module. */
#ifndef CUSTODY_MERGE_NAMES_H
#define CUSTODY_MERGE_NAMES_H

#include <string.h>

#include "ir.h"

/* What an entry is known by; all bytes count, so it is made with merge_key(). */
struct merge_key {
	uint32_t kind; /* enum merge_kind */
	str_id name;
	struct ir_place place;
	uint64_t shape[2];
};

enum merge_kind {
	MERGE_TYPE,
	MERGE_RECORD, /* by name, place and size */
	MERGE_RECORD_PLACE, /* by name and place, structs and unions apart */
	MERGE_RECORD_NAME,
	MERGE_RECORD_FULL, /* by its number */
	MERGE_FUNCTION, /* external */
	MERGE_FUNCTION_HERE, /* of a header */
	MERGE_FUNCTION_AMBIGUOUS, /* declared, defined by several parts */
	MERGE_GLOBAL,
	MERGE_GLOBAL_HERE,
	MERGE_GLOBAL_AMBIGUOUS,
	MERGE_DEFINED_FUNCTION, /* counts definitions */
	MERGE_DEFINED_GLOBAL,
	MERGE_SUPPRESSION,
	MERGE_TRUSTED,
};

struct merge_names;

static inline struct merge_key merge_key(enum merge_kind kind)
{
	struct merge_key key;

	memset(&key, 0, sizeof(key));
	key.kind = kind;
	return key;
}

struct merge_names *merge_names_new(void);
void merge_names_free(struct merge_names *n);
/* The number that the key was given, or IR_NONE. */
uint32_t merge_find(const struct merge_names *n, const struct merge_key *key);
/* Gives it a number, or another one. */
void merge_set(struct merge_names *n, const struct merge_key *key, uint32_t number);

/* The place's number in m, where it is added if it is not there yet. All of m's come in by this.
 */
ir_loc merge_place(struct merge_names *n, struct ir_module *m, const struct ir_place *place);

#endif
