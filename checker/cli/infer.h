/* SPDX-License-Identifier: MIT */
/* The parts of `custody infer`: annotations that say what the engine saw a function do. */
#ifndef CUSTODY_INFER_H
#define CUSTODY_INFER_H

#include <stdio.h>

#include "ir/ir.h"

struct engine_watch;

/* One annotation, and why. */
struct proposal {
	uint32_t fn;
	uint32_t param; /* or IR_NONE: the result */
	const char *protocol, *from, *to; /* __typestate(protocol, from, to), or NULL: __owned */
	bool spared; /* it need not be tried: an __owned of the same object says it */
	const char *evidence; /* one sentence */
	bool applied; /* stands in the module */
};

struct proposals {
	struct arena *arena;
	struct ir_module *m;
	struct proposal *list;
	uint32_t count, cap;
};

/* Adds what a run that is watched by it shows. */
struct engine_watch infer_watch(struct proposals *p);

/* Puts it into the module as if it were written there, or takes it out again. */
void infer_apply(struct proposals *p, struct proposal *one);
void infer_undo(struct proposals *p, struct proposal *one);

/*
 * Prints each as a patch of its own, its evidence before it, for patch -p1 in folder root. include:
 * the header that a file gets which has it not. Returns how many could not be placed: macros, old
 * styles.
 */
uint32_t infer_print(struct proposals *p, const char *root, const char *include, FILE *out);

#endif
