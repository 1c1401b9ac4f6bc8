/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error:
/* Strict mode: one way on which it sleeps where nothing may is enough. */
#include <linux/spinlock.h>

void msleep(unsigned int msecs);

struct kettle {
	spinlock_t lock;
	int hot;
};

static void kettle_settle(struct kettle *k)
{
	if (k->hot)
		msleep(1);
}

void kettle_heat_bad(struct kettle *k)
{
	spin_lock(&k->lock);
// CHECK: sleep-strict.c:[[@LINE+1]]:{{[0-9]+}}: error: kettle_settle() may sleep, but '&k->lock' is held here [custody-sleep-in-atomic]
	kettle_settle(k);
	spin_unlock(&k->lock);
}

void kettle_heat_ok(struct kettle *k)
{
	kettle_settle(k);
	spin_lock(&k->lock);
	k->hot = 1;
	spin_unlock(&k->lock);
}

/* One that calls itself is not followed, but leaves what it found: nothing is held afterwards. */
static int kettle_all(struct kettle *k, int n)
{
	spin_lock(&k->lock);
	if (k->hot) {
		spin_unlock(&k->lock);
// CHECK: sleep-strict.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show what kettle_all() does{{.*}} [custody-strict-not-followed]
		return n ? kettle_all(k, n - 1) : -1;
	}
	k->hot = 1;
	spin_unlock(&k->lock);
	return 0;
}

int kettle_all_ok(struct kettle *k)
{
	int error = kettle_all(k, 3);

	msleep(1);
	return error;
}

/* One that does not may have left anything. */
static int __attribute__((annotate("custody.acquires_lock", "k->lock"))) kettle_keep(struct kettle *k, int n)
{
	spin_lock(&k->lock);
	if (n) {
		spin_unlock(&k->lock);
		return kettle_keep(k, n - 1);
	}
	return 0;
}

void kettle_keep_bad(struct kettle *k)
{
	kettle_keep(k, 3);
// CHECK: sleep-strict.c:[[@LINE+1]]:{{[0-9]+}}: error: msleep() may sleep, but 'kettle_keep()' is held here [custody-sleep-in-atomic]
	msleep(1);
	spin_unlock(&k->lock);
}
