/* SPDX-License-Identifier: MIT */
/* Contracts in a reviewer's words: what a function must be given, and what it leaves. */
#ifndef CUSTODY_CONTRACT_TEXT_H
#define CUSTODY_CONTRACT_TEXT_H

#include "../rules/contract.h"

/* Takes one sentence, in the arena. */
typedef void contract_text_fn(void *ctx, const char *line);

/* "rq: request started becomes completed", "if the result is negative: ...". Paths name parameters
 * as c does. */
void contract_text(const struct function_contract *c, struct arena *a, contract_text_fn *tell,
		   void *ctx);
/* "is given bd->rq: request idle", "if the result is zero: leaves bd->rq request started or
 * completed". */
void slot_text(const struct slot *s, struct arena *a, contract_text_fn *tell, void *ctx);
/* An annotation as it is written: "__owned_by(range)". */
const char *annotation_text(const struct strings *strings, const struct ir_attr *attr,
			    struct arena *a);

#endif
