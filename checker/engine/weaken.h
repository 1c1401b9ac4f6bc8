/* SPDX-License-Identifier: MIT */
/* Strict code has more worlds than there is room for: none is dropped, but less is known. */
#ifndef CUSTODY_ENGINE_WEAKEN_H
#define CUSTODY_ENGINE_WEAKEN_H

#include "analysis.h"

/* w becomes a part of one of those that wait at block, which has the same at stake; false if none
 * has. */
bool weaken_into_twin(struct analysis *x, uint32_t block, struct world_list *pending,
		      struct world *w);
/* Of the worlds that wait at block, some become one with another that has the same at stake; false
 * if none can. */
bool weaken_make_room(struct analysis *x, uint32_t block, struct world_list *pending);
/* What states and counters of `into` say becomes what both say, if they have the same at stake;
 * else false. */
bool weaken_into_outcome(struct analysis *x, struct outcome_world *into,
			 const struct outcome_world *o);
/* w came round to block again and again: it keeps what `last`, which came before it with the same
 * states, knows as well. Worlds weakened so, one by the other, come to an end. */
void weaken_round(struct analysis *x, uint32_t block, const struct world *last, struct world *w);

#endif
