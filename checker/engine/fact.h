/* SPDX-License-Identifier: MIT */
/* What a world knows of values: intervals, and what follows from a branch. */
#ifndef CUSTODY_FACT_H
#define CUSTODY_FACT_H

#include "world.h"

/* An error pointer is -MAX_ERRNO .. -1 (include/linux/err.h of Linux), which is what NEGATIVE means
 * for pointers. */
struct interval {
	int64_t lo, hi;
	bool nonzero;
	uint32_t holes; /* bit k: not k, of the numbers strictly between lo and hi */
};

/* Numbers below are no addresses, but NULL and offsets from it. */
#define PAGE 4096

struct interval fact_interval(const struct nodes *n, const struct world *w, node_id v);
/* Of value, what holds whether it is in a or in b. */
struct fact fact_either(node_id value, struct interval a, struct interval b);
static inline struct interval fact_as_interval(const struct fact *f)
{
	return (struct interval){f->lo, f->hi, f->nonzero, f->holes};
}
/* The classes v can still be in. */
value_classes fact_classes(const struct nodes *n, const struct world *w, node_id v);
/* Assumes that v is nonzero (truth) or zero. False: this world can't be. */
bool fact_assume(struct arena *a, struct nodes *n, struct world *w, node_id v, bool truth);
/* Assumes lo <= v <= hi (or not). False: can't be. */
bool fact_assume_range(struct arena *a, struct nodes *n, struct world *w, node_id v, int64_t lo,
		       int64_t hi, bool inside);
/* Assumes that v is none of the small numbers whose bits are set. False: can't be. */
bool fact_assume_holes(struct arena *a, struct nodes *n, struct world *w, node_id v,
		       uint32_t holes);
/* Assumes that v is in one of classes. False: can't be. */
bool fact_assume_classes(struct arena *a, struct nodes *n, struct world *w, node_id v,
			 value_classes classes);

#endif
