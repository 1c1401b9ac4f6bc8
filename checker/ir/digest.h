/* SPDX-License-Identifier: MIT */
/* What a module holds, as a number. */
#ifndef CUSTODY_DIGEST_H
#define CUSTODY_DIGEST_H

#include "ir.h"

/* Of 128 bits: equal ones stand for equal content. */
struct digest {
	uint64_t lo, hi;
};

struct digest_state;

struct digest_state *digest_new(void);
void digest_bytes(struct digest_state *d, const void *bytes, size_t size);
void digest_text(struct digest_state *d, const char *text);
/*
 * All of m that an analysis can see: names, types, bodies as far as they are lowered, and the place
 * in the source of each instruction. Neither the numbers of strings and places count nor entries of
 * these tables that nothing refers to. m was read from files, or merged of such modules.
 */
void digest_module(struct digest_state *d, const struct ir_module *m);
/* The result; frees d. */
struct digest digest_end(struct digest_state *d);

#endif
