/* SPDX-License-Identifier: MIT */
/* What the making of summaries (summary.c) and the merging of their outcomes (summary_merge.c)
 * share. */
#ifndef CUSTODY_SUMMARY_H
#define CUSTODY_SUMMARY_H

#include "analysis.h"

/* The object of s is the result of o, or inside or around it, or lies in memory that the caller
 * has. */
bool summary_reaches_caller(const struct analysis *x, const struct outcome_world *o,
			    const struct state *s);
/* Adds o, whose result is in classes c, to s, or merges it into one of those that are there.
 * classes: by outcome. */
void summary_add_outcome(struct analysis *x, struct summary *s, value_classes *classes,
			 const struct outcome_world *o, value_classes c);

#endif
