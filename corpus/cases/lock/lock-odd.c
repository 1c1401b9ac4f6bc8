/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Locks that other files know, too: one function leaves its lock taken, and nothing here says that it is meant. */
#include <linux/spinlock.h>

#include "lock-odd.h"

static struct mutex bridges_lock;

/* Others call it, and its name does not say that it takes a lock for them. */
void bridge_add_bad(struct bridge *b)
{
	mutex_lock(&bridges_lock);
	b->added = 1;
// CHECK: lock-odd.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&bridges_lock' is still held at this return, and no function of this file releases it for another [custody-lock-never-released]
}

/* One of two returns, whichever: the lock's other users release it. */
int bridge_find_bad(struct bridge *b, int n)
{
	spin_lock(&b->users_lock);
	if (b->users == n) {
// CHECK: lock-odd.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&b->users_lock' is still held at this return, and no function of this file releases it for another [custody-lock-never-released]
		return n;
	}
	spin_unlock(&b->users_lock);
	return 0;
}

/* Some other subsystem takes it by this address, and releases it then. */
void bridge_share_lock(struct bridge *b, struct queue *q)
{
	q->lock = &b->queue_lock;
}

/* Both of its callers leave it, by this one. */
static void bridge_count(struct bridge *b)
{
	mutex_lock(&b->queue_lock);
	b->users++;
// CHECK: lock-odd.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&b->queue_lock' is still held at this return, and no function of this file releases it for another [custody-lock-never-released]
}

int bridge_poll_bad(struct bridge *b)
{
	bridge_count(b);
	return 0;
}

int bridge_read_bad(struct bridge *b)
{
	bridge_count(b);
	return 1;
}

/* Whoever calls it releases the lock, as its name says; by a function of another file. */
void bridge_hold_ok(struct bridge *b)
{
	mutex_lock(&b->hold_lock);
}

/* One takes it for the other. */
void bridge_arm_ok(struct bridge *b)
{
	mutex_lock(&b->arm_lock);
	b->users = 0;
}

void bridge_fire_ok(struct bridge *b)
{
	b->users = 1;
	mutex_unlock(&b->arm_lock);
}

/* Code that is not seen is given the lock, and may release it. */
void bridge_flush_ok(struct bridge *b)
{
	mutex_lock(&b->flush_lock);
	wait_for_flush(&b->flush_lock);
}

/* Taken under a condition, and released under the same. */
void bridge_write_ok(struct bridge *b, int shared)
{
	if (shared)
		mutex_lock(&b->write_lock);
	b->added = 2;
	if (shared)
		mutex_unlock(&b->write_lock);
}

/* The caller gets what it asked for locked. */
struct bridge *bridge_of_ok(struct queue *q)
{
	struct bridge *b = find_bridge(q);

	mutex_lock(&b->found_lock);
	return b;
}
