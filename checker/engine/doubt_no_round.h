/* SPDX-License-Identifier: MIT */
/* Loops that a path has run no round of: doubt_no_round.c. */
#ifndef CUSTODY_DOUBT_NO_ROUND_H
#define CUSTODY_DOUBT_NO_ROUND_H

#include "analysis.h"

/* The block whose condition ev is, if by it the path left a loop of this function; else IR_NONE. */
uint32_t doubt_loop_left(const struct analysis *x, const struct event *ev);
/* Since the object got where it is, a loop has had no round that gives it to a call in each: which
 * may be what disposes of it. */
bool doubt_no_round(const struct analysis *x, const struct world *w, const struct state *s);

#endif
