/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/spinlock.h>

int mutex_lock_interruptible(struct mutex *lock);
int use(void *what);

struct dev {
	struct mutex lock;
	int busy;
};
struct list {
	struct mutex lock;
	struct dev *first;
};

int start_bad(struct dev *d)
{
	mutex_lock(&d->lock);
	if (d->busy)
// CHECK: lock-left-held.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'd->lock' is still held here; other paths release it [custody-lock-left-held]
		return -16;
	d->busy = 1;
	mutex_unlock(&d->lock);
	return 0;
}

int start_ok(struct dev *d)
{
	if (mutex_lock_interruptible(&d->lock))
		return -4;
	if (d->busy) {
		mutex_unlock(&d->lock);
		return -16;
	}
	d->busy = 1;
	mutex_unlock(&d->lock);
	return 0;
}

void poll_bad(struct dev *d, int on)
{
	mutex_lock(&d->lock);
	if (on) {
		d->busy = 1;
		mutex_unlock(&d->lock);
	} else if (d->busy) {
		d->busy = 0;
		mutex_unlock(&d->lock);
	}
// CHECK: lock-left-held.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'd->lock' is still held here
}

/* Held on success, for the caller. */
int claim_ok(struct dev *d)
{
	mutex_lock(&d->lock);
	if (!d->busy)
		return 0;
	mutex_unlock(&d->lock);
	return -16;
}

static void release(struct dev *d)
{
	mutex_unlock(&d->lock);
}

/* A helper releases it. */
int helped_ok(struct dev *d)
{
	mutex_lock(&d->lock);
	if (d->busy) {
		release(d);
		return -16;
	}
	mutex_unlock(&d->lock);
	return 0;
}

/* What is found is given back locked. */
struct dev *first_ok(struct list *l)
{
	struct dev *d;

	mutex_lock(&l->lock);
	d = l->first;
	if (d)
		mutex_lock(&d->lock);
	mutex_unlock(&l->lock);
	return d;
}

/* What is called by its address releases it, now or later. */
void call_when_idle(struct dev *d, void (*then)(struct dev *));
static void idle(struct dev *d)
{
	d->busy = 0;
	mutex_unlock(&d->lock);
}

void write_ok(struct dev *d, struct list *l)
{
	mutex_lock(&d->lock);
	if (d->busy)
		call_when_idle(l->first, idle);
	else
		mutex_unlock(&d->lock);
}

/* drm_gem_handle_create_tail() expects the lock to be held, and drops it. */
struct drm_device {
	struct mutex object_name_lock;
};
struct drm_gem_object {
	struct drm_device *dev;
	int shared;
};
struct drm_gem_object *import(struct drm_device *dev);
int drm_gem_handle_create_tail(void *file, struct drm_gem_object *obj, unsigned int *handle);

int import_ok(struct drm_device *dev, void *file, unsigned int *handle)
{
	struct drm_gem_object *obj;

	mutex_lock(&dev->object_name_lock);
	obj = import(dev);
	if (!obj->shared) {
		mutex_unlock(&dev->object_name_lock);
		return -22;
	}
	return drm_gem_handle_create_tail(file, obj, handle);
}

/* Callers say whether to take it, and whether to give it back. */
int tell_ok(struct dev *d, int what)
{
	if (what != 1)
		mutex_lock(&d->lock);
	use(d);
	if (what != 2)
		mutex_unlock(&d->lock);
	return 0;
}

/* One callee releases the lock, as is seen here; the other one is in another file. */
void dev_send_many(struct dev *d, int n);

static void dev_send(struct dev *d)
{
	use(d);
	mutex_unlock(&d->lock);
}

int send_ok(struct dev *d, int n)
{
	mutex_lock(&d->lock);
	if (n > 1)
		dev_send_many(d, n);
	else
		dev_send(d);
	return 0;
}

int send_bad(struct dev *d, int n)
{
	mutex_lock(&d->lock);
	if (n > 1)
// CHECK: lock-left-held.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'd->lock' is still held here; other paths release it [custody-lock-left-held]
		return 0;
	dev_send(d);
	return 0;
}
