/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include "custody.h"

struct mutex {
	int word;
};
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
int mutex_trylock(struct mutex *lock);

struct dev {
	struct mutex lock;
	int users;
};

int returned_bad(struct dev *d)
{
	mutex_lock(&d->lock);
// CHECK: locks.c:[[@LINE+1]]:{{[0-9]+}}: error: 'd->lock' is still held here; release it, or say __acquires_lock [custody-strict-lock-held]
	return d->users;
}

void released_bad(struct dev *d)
{
	d->users++;
// CHECK: locks.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show that '&d->lock' is held when mutex_unlock() needs it; take it, or say __locked_by or __releases_lock [custody-strict-lock-not-held]
	mutex_unlock(&d->lock);
}

static void take(struct dev *d)
{
	mutex_lock(&d->lock);
	d->users++;
	mutex_unlock(&d->lock);
}

void taken_bad(struct dev *d)
{
	mutex_lock(&d->lock);
// CHECK: locks.c:[[@LINE+1]]:{{[0-9]+}}: error: 'd->lock' is held already when take() takes it [custody-strict-lock-twice]
	take(d);
}

void begin_ok(struct dev *d) __acquires_lock(d->lock)
{
	mutex_lock(&d->lock);
}

void end_ok(struct dev *d) __releases_lock(d->lock)
{
	mutex_unlock(&d->lock);
}

static void __locked_by(d->lock) count(struct dev *d)
{
	d->users++;
}

int even_ok(struct dev *d)
{
	begin_ok(d);
	count(d);
	end_ok(d);
	take(d);
	if (!mutex_trylock(&d->lock))
		return -1;
	mutex_unlock(&d->lock);
	return 0;
}
