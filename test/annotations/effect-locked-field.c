/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A member under a lock is not touched where that lock is known to be free. */
#include "custody.h"

struct lock {
	int word;
};
void take(struct lock *l) __acquires_lock(l);
void give(struct lock *l) __releases_lock(l);

struct dev {
	struct lock lock;
	int count __locked_by(lock);
};
struct __locked_by(lock) node {
	struct lock lock;
	int size;
};

int count_bad(struct dev *d)
{
	take(&d->lock);
	give(&d->lock);
// CHECK: effect-locked-field.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'd->lock' is not held when {{.*}} [custody-lock-not-held]
	return d->count;
}

void size_bad(struct node *n)
{
	take(&n->lock);
	give(&n->lock);
// CHECK: effect-locked-field.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n->lock' is not held when {{.*}} [custody-lock-not-held]
	n->size = 0;
}

int count_ok(struct dev *d, struct node *n)
{
	int count;

	take(&d->lock);
	count = d->count;
	give(&d->lock);
	take(&n->lock);
	n->size = count;
	give(&n->lock);
	return count;
}
