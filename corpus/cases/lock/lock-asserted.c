/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/spinlock.h>

#include "custody.h"

struct unit {
	struct mutex lock;
	spinlock_t state_lock;
	int state;
};
struct driver_ops {
	int (*run)(void *data);
};
void register_ops(const struct driver_ops *ops);

static void state_set_bad(struct unit *u)
{
	u->state = 1;
	spin_unlock(&u->state_lock);
}

/* That it says which lock it is called with hides nothing of what it does to others. */
static void __locked_by(u->lock) unit_set_bad(struct unit *u)
{
	state_set_bad(u);
}

static int unit_run_bad(void *data)
{
	struct unit *u = data;

	mutex_lock(&u->lock);
// CHECK: lock-asserted.c:[[@LINE+1]]:{{[0-9]+}}: warning: unit_set_bad() on '&u->state_lock', which is not held here: nothing in this file that leads here takes it [custody-lock-never-taken]
	unit_set_bad(u);
	mutex_unlock(&u->lock);
	return 0;
}

static void state_set_ok(struct unit *u)
{
	spin_lock(&u->state_lock);
	u->state = 1;
	spin_unlock(&u->state_lock);
}

static void __locked_by(u->lock) unit_set_ok(struct unit *u)
{
	state_set_ok(u);
}

static int unit_run_ok(void *data)
{
	struct unit *u = data;

	mutex_lock(&u->lock);
	unit_set_ok(u);
	mutex_unlock(&u->lock);
	return 0;
}

static const struct driver_ops all[] = { { .run = unit_run_bad }, { .run = unit_run_ok } };

void register_all_ok(void)
{
	for (int i = 0; i < 2; i++)
		register_ops(&all[i]);
}
