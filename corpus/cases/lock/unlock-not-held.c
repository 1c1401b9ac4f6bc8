/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/spinlock.h>

int copy_in(void *to);
int use(void *what);

struct dev {
	struct mutex lock;
	int busy;
	char buf[8];
};

int ioctl_bad(struct dev *d)
{
	int r = -14;

	if (copy_in(d->buf))
		goto out;
	mutex_lock(&d->lock);
	r = use(d->buf);
out:
// CHECK: unlock-not-held.c:[[@LINE+1]]:{{[0-9]+}}: warning: mutex_unlock() on '&d->lock', which this path has not taken; others that come here have [custody-unlock-not-held]
	mutex_unlock(&d->lock);
	return r;
}

int ioctl_ok(struct dev *d)
{
	int r = -14;

	if (copy_in(d->buf))
		return r;
	mutex_lock(&d->lock);
	if (d->busy)
		goto out;
	r = use(d->buf);
out:
	mutex_unlock(&d->lock);
	return r;
}

/* The same condition takes and releases it. */
int maybe_ok(struct dev *d, int locked)
{
	int r;

	if (!locked)
		mutex_lock(&d->lock);
	r = use(d->buf);
	if (!locked)
		mutex_unlock(&d->lock);
	return r;
}

/* The caller holds it; it is dropped for a while on one path, and released at the end. */
int drop_ok(struct dev *d)
{
	if (d->busy) {
		mutex_unlock(&d->lock);
		use(d);
		mutex_lock(&d->lock);
	}
	mutex_unlock(&d->lock);
	return 0;
}

struct slot {
	struct mutex *lock;
	struct slot *next;
};
struct slot *slot_of(struct dev *d, int round);
int slot_try(struct slot *s);

/* The lock is found anew in each round of the loop, and held all the time. */
int rounds_ok(struct dev *d)
{
	struct slot *s = slot_of(d, 0);
	int r = 0;

	mutex_lock(s->lock);
	for (int i = 0; i < 4; i++) {
		if (use(d)) {
			r = -1;
			break;
		}
		r = slot_try(s);
		if (r >= 0)
			break;
	}
	mutex_unlock(s->lock);
	return r;
}

/* It is held from one call to the next, until all is there. */
int more_ok(struct dev *d)
{
	static int begun;
	int r = -14;

	if (!begun) {
		mutex_lock(&d->lock);
		begun = 1;
	}
	if (copy_in(d->buf))
		goto out;
	r = use(d->buf);
	if (r < 0)
		goto out;
	if (!r)
		return 0;
out:
	begun = 0;
	mutex_unlock(&d->lock);
	return r;
}
