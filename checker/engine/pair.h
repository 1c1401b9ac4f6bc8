/* SPDX-License-Identifier: MIT */
/* pair.c: a call of a function, those that undo it, and the ways out on which it has been done. */
#ifndef CUSTODY_ENGINE_PAIR_H
#define CUSTODY_ENGINE_PAIR_H

#include "ways.h"

#define MAX_UNDOS 32 /* calls that undo one */
#define MAX_RESULTS 6
#define MAX_ASKING 64

/* A call, and those that undo it. */
struct pair {
	struct ways *c;
	uint32_t call;
	bool pointer; /* it gives one, which is stored */
	const char *members[MAX_RESULTS]; /* that hold what it gave, as they are written */
	uint32_t nmembers;
	uint32_t undos[MAX_UNDOS]; /* calls */
	uint32_t nundos;
	uint32_t locals[MAX_RESULTS]; /* that do */
	uint32_t nlocals;
	uint32_t asking[MAX_ASKING]; /* blocks that end with a test whether it has failed */
	uint32_t nasking;
};

/* By their names, or by what their contracts do to one kind of object, the function `other` undoes
 * what fn does. */
bool pair_undoes(struct program *p, uint32_t fn, uint32_t other);
/* Fills in who undoes p->call in the function of p->c. */
void pair_begin(struct pair *p);
/* Fills in who asks for its result, which pair_way_out() needs. False: too many do. */
bool pair_find_asking(struct pair *p);
/* Fills in the way on one side of the condition that ends the block; false: it is no way out on
 * which the function fails with the call done. */
bool pair_way_out(const struct pair *p, struct way *w, uint32_t from, uint32_t to, uint32_t other);
/* The second call is given what the first one gave, or nothing that the first one was not. */
bool pair_is_about(const struct pair *p, uint32_t undo);

#endif
