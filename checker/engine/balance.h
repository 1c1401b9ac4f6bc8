/* SPDX-License-Identifier: MIT */
/* What the module's functions do to its locks: found by balance.c, judged by balance_judge.c. */
#ifndef CUSTODY_BALANCE_H
#define CUSTODY_BALANCE_H

#include "guard.h"

#define MAX_PLACES 8 /* locks of one function */

struct lock_call {
	uint32_t fn, insn;
};

/* How much more often a lock may have been taken than released since the entry: bit 3 is "as
 * often". */
typedef uint8_t depth_set;
#define EVEN 0x08
#define ABOVE 0x70
#define BELOW 0x07
#define ANY_DEPTH 0x7f

/* What one function does to the locks of each kind, from entry to any exit. */
struct shape {
	bool busy;
	depth_set exits[MAX_KINDS];
	uint32_t took[MAX_KINDS]; /* call that took it last */
	uint32_t left[MAX_KINDS]; /* return where it may be held */
	uint32_t lacked[MAX_KINDS]; /* call that released what was not taken here */
	struct take {
		struct place at;
		struct lock_call by;
	} takes[MAX_PLACES]; /* on every path, not having released it before */
	uint32_t ntakes;
	uint32_t other; /* call that releases what is not taken, while another lock of its kind in
			   the same object is; or IR_NONE */
};

struct balance {
	struct program *p;
	struct arena *a;
	struct lock_kind kinds[MAX_KINDS];
	uint32_t nkinds;
	struct shape **shapes; /* by function */
	bool *called; /* by function: by name, in the module */
	struct guards guards;
};

/* Any lock: one that the function is given, say. */
static inline bool balance_has_no_place(const struct lock_kind *k)
{
	return k->record == IR_NONE && k->global == IR_NONE;
}

/* Reports rule at instruction `at` of call.fn. object: the call that does it to the lock, perhaps
 * further down. */
void balance_tell(struct balance *b, const char *rule, struct lock_call call,
		  struct lock_call object, uint32_t at);
/* Tells what is left taken or released, once the shapes are known, and says of each kind whether it
 * is the module's own. */
void balance_judge(struct balance *b);

#endif
