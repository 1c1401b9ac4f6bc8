/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/spinlock.h>

struct kettle {
	struct mutex lock;
	int nested;
};
int kettle_wait(struct kettle *k);

int kettle_heat_bad(struct kettle *k)
{
	mutex_lock(&k->lock);
	k->nested = 0;
	mutex_unlock(&k->lock);
	if (kettle_wait(k))
		goto fail;
	return 0;
fail:
// CHECK: lock-released-twice.c:[[@LINE+1]]:{{[0-9]+}}: warning: mutex_unlock() releases '&k->lock', which has been released here and not taken since [custody-lock-released-twice]
	mutex_unlock(&k->lock);
	return -EIO;
}

int kettle_heat_ok(struct kettle *k)
{
	mutex_lock(&k->lock);
	k->nested = 0;
	mutex_unlock(&k->lock);
	return kettle_wait(k) ? -EIO : 0;
}

/* The caller's lock is let go for a while, and given back at the end. */
void kettle_drop_ok(struct kettle *k)
{
	mutex_unlock(&k->lock);
	kettle_wait(k);
	mutex_lock(&k->lock);
	k->nested = 0;
	mutex_unlock(&k->lock);
}

/* What is counted is released by the last one. */
static void kettle_leave(struct kettle *k)
{
	if (--k->nested)
		return;
	mutex_unlock(&k->lock);
}

void kettle_leave_ok(struct kettle *k)
{
	kettle_leave(k);
	kettle_leave(k);
}
