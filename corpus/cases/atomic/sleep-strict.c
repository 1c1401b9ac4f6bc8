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
