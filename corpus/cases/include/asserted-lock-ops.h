/* SPDX-License-Identifier: MIT */
/* A table of a subsystem's. */
#ifndef _CASES_ASSERTED_LOCK_OPS_H
#define _CASES_ASSERTED_LOCK_OPS_H

struct tap;
struct tap_ops {
	void (*turn)(struct tap *t, int by);
};

#endif
