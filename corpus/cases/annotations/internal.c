/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/types.h>

#include "custody.h"

struct ring;
struct ring *ring_get(int number);
void ring_put(struct ring *ring);
void __ring_free(struct ring *ring) __internal(ringcore);
int __ring_move(struct ring *ring) __internal(ringcore);
/* The folder that this file lies in. */
void __ring_count(struct ring *ring) __internal(annotations);

void freed_bad(struct ring *ring)
{
// CHECK: internal.c:[[@LINE+1]]:{{[0-9]+}}: warning: __ring_free() is internal to its subsystem: it is for the folder that its declaration names [custody-internal-called]
	__ring_free(ring);
}

int moved_bad(int number)
{
	struct ring *ring = ring_get(number);
	int error = 0;

	if (!ring)
		return -1;
	if (number > 2)
// CHECK: internal.c:[[@LINE+1]]:{{[0-9]+}}: warning: __ring_move() is internal to its subsystem: it is for the folder that its declaration names [custody-internal-called]
		error = __ring_move(ring);
	ring_put(ring);
	return error;
}

static void drop(struct ring *ring)
{
// CHECK: internal.c:[[@LINE+1]]:{{[0-9]+}}: warning: __ring_free() is internal to its subsystem: it is for the folder that its declaration names [custody-internal-called]
	__ring_free(ring);
}

void all_bad(struct ring **rings, int n)
{
	for (int i = 0; i < n; i++)
		drop(rings[i]);
}

void put_ok(struct ring *ring)
{
	ring_put(ring);
}

void counted_ok(struct ring *ring)
{
	__ring_count(ring);
}

/* The subsystem's own driver has a reason. */
__custody_allow("internal-called", "this driver is part of the subsystem") void reset_ok(struct ring *ring)
{
	__ring_free(ring);
}
