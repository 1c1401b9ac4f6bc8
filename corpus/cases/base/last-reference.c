/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* The last reference goes further down than a finding is told of, but by functions that ask nothing on the way. */
#include <linux/err.h>
#include <linux/slab.h>

struct device;
struct kref {
	struct refcount_struct {
		int refs;
	} refcount;
};
void refcount_set(struct refcount_struct *r, int n);
int kref_put(struct kref *ref, void (*release)(struct kref *ref));
int __devm_add_action_or_reset(struct device *dev, void (*action)(void *data), void *data, const char *name);

static inline void kref_init(struct kref *ref)
{
	refcount_set(&ref->refcount, 1);
}

struct unit {
	struct kref ref;
	struct device *parent;
};

static void unit_release(struct kref *ref)
{
	kfree(container_of(ref, struct unit, ref));
}

static void unit_put(struct unit *u)
{
	kref_put(&u->ref, unit_release);
}

static void unit_put_action(void *u)
{
	unit_put(u);
}

struct unit *unit_new_bad(struct device *dev)
{
	struct unit *u = kzalloc(sizeof(*u), GFP_KERNEL);
	int error;

	if (!u)
		return ERR_PTR(-ENOMEM);
	kref_init(&u->ref);
	error = __devm_add_action_or_reset(dev, unit_put_action, u, "unit");
// CHECK: last-reference.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'u->parent' used after it was freed [custody-use-after-free]
	u->parent = dev;
	return error ? ERR_PTR(error) : u;
}

struct unit *unit_new_ok(struct device *dev)
{
	struct unit *u = kzalloc(sizeof(*u), GFP_KERNEL);
	int error;

	if (!u)
		return ERR_PTR(-ENOMEM);
	kref_init(&u->ref);
	u->parent = dev;
	error = __devm_add_action_or_reset(dev, unit_put_action, u, "unit");
	return error ? ERR_PTR(error) : u;
}

/* Which of its ways gave the object back a function with a question does not tell this far up. */
static int unit_try(struct unit *u, int want)
{
	if (want)
		return 1;
	unit_put(u);
	return 0;
}

static int unit_try_either(struct unit *u, int want, int other)
{
	return unit_try(u, want) && other;
}

int unit_try_ok(struct unit *u, int want, int other)
{
	if (unit_try_either(u, want, other))
		return u->parent != NULL;
	return 0;
}

/* What an action that runs at once gives back by way of others is not this function's any more. */
struct part {
	struct unit *unit;
	int id;
};
int part_add(struct part *p);
void part_remove(struct part *p);

static void part_action(void *p)
{
	part_remove(p);
}

int part_new_ok(struct device *dev)
{
	struct part *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	return __devm_add_action_or_reset(dev, part_action, p, "part");
}
