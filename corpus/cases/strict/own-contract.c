/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
/* Functions that rules files speak of, where they are defined: what they do is what the rules mean. */
#include "custody.h"

void kfree(const void *p);

/* --- locks --- */

struct lock {
	int word;
};
struct mutex {
	struct lock inside;
	int owner;
};
struct dev {
	struct mutex lock, other;
	int users;
};
void inside_take(struct lock *lock) __acquires_lock(lock);
void inside_give(struct lock *lock) __releases_lock(lock);

/* A lock that is made of another one. */
void mutex_lock(struct mutex *lock)
{
	inside_take(&lock->inside);
	lock->owner = 1;
}

void mutex_unlock(struct mutex *lock)
{
	lock->owner = 0;
	inside_give(&lock->inside);
}

static struct lock log;

int mutex_trylock(struct mutex *lock)
{
	inside_take(&log);
	if (lock->owner)
// CHECK: own-contract.c:[[@LINE+1]]:{{[0-9]+}}: error: 'log' is still held here; release it, or say __acquires_lock [custody-strict-lock-held]
		return 0;
	inside_take(&lock->inside);
	inside_give(&log);
	return 1;
}

/* It lets others in, and has the lock again when it returns. */
static void __locked_by(d->lock) wait_ok(struct dev *d)
{
	mutex_unlock(&d->lock);
	d->users = 0;
	mutex_lock(&d->lock);
}

static void __locked_by(d->lock) wait_bad(struct dev *d)
{
	mutex_unlock(&d->lock);
	mutex_lock(&d->other);
	mutex_lock(&d->lock);
// CHECK: own-contract.c:[[@LINE+1]]:{{[0-9]+}}: error: 'd->other' is still held here; release it, or say __acquires_lock [custody-strict-lock-held]
}

void both_ok(struct dev *d)
{
	mutex_lock(&d->lock);
	wait_ok(d);
	wait_bad(d);
	mutex_unlock(&d->other);
	mutex_unlock(&d->lock);
}

/* --- sections --- */

struct srcu_struct {
	int readers;
};
int srcu_read_lock(struct srcu_struct *ssp);

int srcu_read_lock_nmisafe(struct srcu_struct *ssp)
{
	return srcu_read_lock(ssp);
}

int read_bad(struct srcu_struct *ssp)
{
// CHECK: own-contract.c:[[@LINE+1]]:{{[0-9]+}}: error: 'the srcu section' is still held here; release it, or say __acquires_lock [custody-strict-lock-held]
	return srcu_read_lock(ssp);
}

/* --- what is given back --- */

struct kmem_cache {
	int size;
};

/* That the cache is gone is what this function says. */
void kmem_cache_destroy(struct kmem_cache *cache)
{
	kfree(cache);
}

/* --- what is left where it fails --- */

struct device {
	int refs;
};
void device_initialize(struct device *dev);
int device_add(struct device *dev);

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add(dev);
}

/* --- what is set up once --- */

struct blk_mq_tag_set {
	int depth;
};
int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
static struct blk_mq_tag_set once, always;
static int is_ready;

int once_ok(struct dev *d)
{
	int error = is_ready ? 0 : blk_mq_alloc_tag_set(&once);

	if (error)
		return error;
	is_ready = 1;
	return d->users > 4 ? -22 : 0;
}

int always_bad(struct dev *d)
{
	int error = blk_mq_alloc_tag_set(&always);

	if (error)
		return error;
	if (d->users > 4)
// CHECK: own-contract.c:[[@LINE+1]]:{{[0-9]+}}: error: 'always' is still allocated, by blk_mq_alloc_tag_set(), though this function fails; undo it here [custody-strict-left-on-failure]
		return -22;
	return 0;
}

struct drm_device;
int drm_dev_enter(struct drm_device *dev, int *idx);
void drm_dev_exit(int idx);

/* Between the two is a section of SRCU. */
int entered_bad(struct drm_device *dev)
{
	int idx;

// CHECK: own-contract.c:[[@LINE+2]]:{{[0-9]+}}: error: 'idx' was taken and is lost on this path{{.*}} [custody-dev-section-left-open]
// CHECK: own-contract.c:[[@LINE+1]]:{{[0-9]+}}: error: 'the srcu section' is still held here; release it, or say __acquires_lock [custody-strict-lock-held]
	return drm_dev_enter(dev, &idx);
}
