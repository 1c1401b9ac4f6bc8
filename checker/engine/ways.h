/* SPDX-License-Identifier: MIT */
/* ways.c: the ways out of a function that fail, as its code has them: no path is followed. */
#ifndef CUSTODY_ENGINE_WAYS_H
#define CUSTODY_ENGINE_WAYS_H

#include "analysis.h"

#define MAX_WAYS 96
#define MAX_FAILING_BLOCKS 96 /* behind a test, looked at to see whether it only fails there */
#define MAX_WAY_CALLS 12

struct undoing {
	const char *text; /* the call as it is written */
	uint32_t callee, insn;
	bool common; /* made where the function does not fail, too */
};

/* Behind a test the function does no more than to clean up and return. */
struct way {
	uint32_t from, to; /* the block of the test, and the first one behind it */
	uint32_t blocks[MAX_FAILING_BLOCKS];
	uint32_t nblocks;
	struct undoing calls[MAX_WAY_CALLS];
	uint32_t ncalls;
	bool asks; /* calls something for its result, too */
};

/* Those of one function, whose body is lowered. */
struct ways {
	struct program *p;
	uint32_t fn;
	const struct ir_function *f;
	const struct rule *rule; /* of the check */
	struct arena *a;
	struct way *list; /* MAX_WAYS of them */
	uint32_t count;
	bool *goes_on; /* by block: reached without failing */
	void *ctx; /* of the check */
};

/* Calls check, for that rule, for each function of the file's own that is neither tiny nor huge.
 * Its ways are not looked for yet, and what c->a gives lasts until the next one. */
void ways_check(struct program *p, const char *rule, void (*check)(struct ways *c), void *ctx);
/* Fills in list: tests on one side of which the function only cleans up and fails. */
void ways_find(struct ways *c);
/* Marks in goes_on what can be reached from the block without taking one of the ways. ctx: ways */
void ways_go_on(void *ctx, uint32_t block);

/* The way from the test begins anew, with all blocks that it may come through. False: they are more
 * than most, or lead back to the test. */
bool ways_begin(struct ways *c, struct way *w, uint32_t from, uint32_t to, uint32_t most);
/* The calls of a way out, in the order of the code; false: too many. */
bool ways_collect(struct ways *c, struct way *w);
/* It gives back an error, whichever path it takes. */
bool ways_fails(const struct ways *c, const struct way *w);
/* Whether the function fails behind that side of the test, whatever else it does; fills in w. */
bool ways_only_fails(struct ways *c, struct way *w, uint32_t from, uint32_t to);
bool way_has(const struct way *w, uint32_t block);
bool way_does(struct ways *c, struct way *w, struct undoing *what);
/* All that it does the other one does, too: it has no way of its own to clean up. */
bool way_does_no_more(struct ways *c, struct way *w, struct way *than);
struct ir_place way_place(const struct ways *c, const struct way *w);

/* The operand as it is written, but for an address sign. */
const char *ways_text(struct ways *c, uint32_t insn);
/* The same function is called, with arguments that are written alike. */
bool ways_same(struct ways *c, struct undoing *a, struct undoing *b);
/* Both contracts are about one kind of object. NULL: there is none. */
bool ways_same_protocol(const struct function_contract *a, const struct function_contract *b);
/* The instruction that ends the block. */
const struct ir_insn *ways_last(const struct ir_function *f, uint32_t block);
/* Whether the local is part of the expression; depth: 0. */
bool ways_reads(const struct ir_function *f, uint32_t insn, uint32_t local, int depth);
/* Whether the call's result is part of the test, as such; depth: 0. */
bool ways_asks(const struct ir_function *f, uint32_t test, uint32_t call, int depth);
/* Whether the expression that is written so is part of the test; depth: 0. */
bool ways_test(const struct ways *c, uint32_t test, const char *text, int depth);
/* Every path to b comes through a. */
bool ways_dominates(const struct ir_function *f, uint32_t a, uint32_t b);
/* Whether the expression stands in the text as a whole, and not only for a member of what it is. */
bool ways_name(const char *text, const char *expression);

#endif
