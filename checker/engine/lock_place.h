/* SPDX-License-Identifier: MIT */
/* Where a lock lies, as the code of one function names it: lock_place.c. */
#ifndef CUSTODY_LOCK_PLACE_H
#define CUSTODY_LOCK_PLACE_H

#include "analysis.h"

#define MAX_STEPS 4

/* The same place is the same lock, as long as the function runs. */
struct place {
	/* What it begins with: one of them. The local is never stored twice. Both IR_NONE: not
	 * known. */
	uint32_t global, local;
	uint32_t nsteps;
	uint64_t steps[MAX_STEPS];
	uint32_t kind; /* its user's */
};

/* The place of the lock that insn gives the address of; no steps and no root if it is not known. */
struct place lock_place(const struct ir_function *f, uint32_t insn);
/* Sets what the pointer computed by insn begins with. */
void lock_place_root(const struct ir_function *f, uint32_t insn, struct place *to);
bool lock_place_same(const struct place *a, const struct place *b);
/* A member without a name: a union or struct that is there for the layout. */
bool lock_is_nameless(struct ir_module *m, uint32_t record, uint32_t field);
/* Whoever calls the function comes to insn; of a macro, nothing but the macro decides otherwise. */
bool lock_always_reached(struct ir_module *m, const struct ir_function *f, uint32_t insn);

#endif
