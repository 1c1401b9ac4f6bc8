/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A path that complains and returns has to release the lock like the others. */
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

struct dev {
	struct mutex lock;
	int *state;
	int busy;
};

void enable_bad(struct dev *d)
{
	mutex_lock(&d->lock);
	if (d->busy)
		goto out;
	if (WARN_ON(!d->state))
// CHECK: lock-left-complaining.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'd->lock' is still held here; other paths release it [custody-lock-left-held]
		return;
	d->busy = *d->state;
out:
	mutex_unlock(&d->lock);
}

void enable_ok(struct dev *d)
{
	mutex_lock(&d->lock);
	if (d->busy)
		goto out;
	if (WARN_ON(!d->state))
		goto out;
	d->busy = *d->state;
out:
	mutex_unlock(&d->lock);
}

/* Who complains leaves the rest as it is. */
int attach_ok(struct dev *d)
{
	int *state = kmalloc(sizeof(*state), GFP_KERNEL);

	if (!state)
		return -ENOMEM;
	if (WARN_ON(d->state))
		return -EINVAL;
	d->state = state;
	return 0;
}
