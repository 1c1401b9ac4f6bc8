/* SPDX-License-Identifier: MIT */
/* What no value of a world leads to any more: each round of a loop would only add its own. */
#ifndef CUSTODY_ENGINE_OUT_OF_REACH_H
#define CUSTODY_ENGINE_OUT_OF_REACH_H

#include "analysis.h"

/* Objects that no value left names. What is owed for is kept, to be missed. */
void forget_unreachable(struct analysis *x, struct world *w);
/* What such objects held, and what was known of values that nothing holds. */
void forget_lost(struct analysis *x, struct world *w);

#endif
