/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/slab.h>

#include "shared_card.h"

void refcount_inc(struct refcount_struct *r);

/* --- what a header says of a member --- */

void guest_ok(struct shared_room *room)
{
	mutex_lock(&room->lock);
	room->guests++;
	mutex_unlock(&room->lock);
}

void guest_bad(struct shared_room *room)
{
// CHECK: shared-record.c:[[@LINE+2]]:{{[0-9]+}}: error: 'room->lock' is not held when 'room->guests' needs it held [custody-lock-not-held]
// CHECK: shared-record.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show that 'room->lock' is held {{.*}} [custody-strict-lock-not-held]
	room->guests++;
}

/* --- the file that makes such records sets their counts --- */

struct shared_room *room_new_bad(void)
{
	struct shared_room *room = kzalloc(sizeof(*room), GFP_KERNEL);

	if (room)
// CHECK: shared-record.c:[[@LINE+1]]:{{[0-9]+}}: error: refcount_inc() on '&room->opens', which nothing in this file initialises [custody-never-made]
		refcount_inc(&room->opens);
	return room;
}
