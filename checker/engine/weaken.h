/* SPDX-License-Identifier: MIT */
/* Strict code has more worlds than there is room for: none is dropped, but less is known. */
#ifndef CUSTODY_ENGINE_WEAKEN_H
#define CUSTODY_ENGINE_WEAKEN_H

#include "analysis.h"

/* w becomes a part of one of those that wait at block, which has the same at stake; false if none
 * has. */
bool weaken_into_twin(struct analysis *x, uint32_t block, struct world_list *pending,
		      struct world *w);
/* w came round to block again and again: it keeps what `last`, which came before it with the same
 * states, knows as well. Worlds weakened so, one by the other, come to an end. */
void weaken_round(struct analysis *x, uint32_t block, const struct world *last, struct world *w);

#endif
