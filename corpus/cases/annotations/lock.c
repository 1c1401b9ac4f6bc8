/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include "custody.h"

struct lock {
	int word;
};
struct dev {
	struct lock lock;
	int count;
};

void take(struct lock *l) __acquires_lock(l);
int try_take(struct lock *l) __when(nonzero, acquires_lock(l));
void give(struct lock *l) __releases_lock(l);
void dev_count(struct dev *d) __locked_by(d->lock);

void counted_bad(struct dev *d)
{
	take(&d->lock);
	give(&d->lock);
// CHECK: lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'd->lock' is not held when dev_count() needs it held [custody-lock-not-held]
	dev_count(d);
}

void given_twice_bad(struct dev *d)
{
	take(&d->lock);
	dev_count(d);
	give(&d->lock);
// CHECK: lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&d->lock' is not held when give() needs it held [custody-lock-not-held]
	give(&d->lock);
}

void taken_twice_bad(struct dev *d)
{
	take(&d->lock);
// CHECK: lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&d->lock' is held already when take() takes it [custody-lock-held-twice]
	take(&d->lock);
	give(&d->lock);
}

void counted_ok(struct dev *d, struct dev *other)
{
	if (!try_take(&d->lock))
		take(&d->lock);
	dev_count(d);
	give(&d->lock);
	take(&other->lock);
	dev_count(other);
	give(&other->lock);
}

/* The caller holds it: that is what the annotation says. */
void counted_below_ok(struct dev *d) __locked_by(d->lock);
void counted_below_ok(struct dev *d)
{
	dev_count(d);
}

int tried_ok(struct dev *d)
{
	if (!try_take(&d->lock))
		return -1;
	dev_count(d);
	give(&d->lock);
	return 0;
}
