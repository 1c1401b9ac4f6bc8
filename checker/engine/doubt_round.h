/* SPDX-License-Identifier: MIT */
#ifndef CUSTODY_DOUBT_ROUND_H
#define CUSTODY_DOUBT_ROUND_H

#include "analysis.h"

/* What call c does now it did to the same object in another round of a loop, and what this round's
 * element says led to it. known: the object's state. */
bool doubt_round(const struct analysis *x, const struct world *w, const struct state *known,
		 const struct call *c);

#endif
