/* SPDX-License-Identifier: MIT */
/* Locks that the module's own code holds at its calls: noted by balance.c, judged by guard.c. */
#ifndef CUSTODY_GUARD_H
#define CUSTODY_GUARD_H

#include "lock_place.h"

#define MAX_KINDS 12 /* locks of a module: by member, or by variable */

/* Locks that are told apart by where they lie, not by instance. */
struct lock_kind {
	uint32_t record, field, global; /* all IR_NONE: no place is known */
	bool doubtful; /* other code may take and release it too */
	bool own; /* nothing outside of the module gets at it, or is called with it */
	bool shared_calls; /* held while code of others is called, which may call back */
};
typedef uint16_t kind_set; /* bit i: kind i */

/* A call, and what is known of the locks there, by the code of this function and its callees. */
struct guard_site {
	uint32_t fn, insn;
	kind_set held; /* on every path */
	kind_set untouched; /* on every path as at the function's entry */
};

struct guards {
	struct program *p;
	struct arena *a;
	const struct lock_kind *kinds;
	uint32_t nkinds;
	kind_set *asserted; /* by function: what it says its caller holds */
	uint32_t *asserted_at; /* by function: the last call that says so */
	struct guard_site *sites;
	uint32_t nsites, cap_sites;
};

/* Whether guard_check() needs to know of that call. */
bool guard_wants(struct program *p, const struct ir_function *f, uint32_t insn);
void guard_note(struct guards *g, struct guard_site site);
/*
 * Reports what is done without the lock under which the rest of the module does it. Needs all sites
 * of the functions that touch locks.
 */
void guard_check(struct guards *g);

#endif
