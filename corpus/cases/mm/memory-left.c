/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

struct cup;
struct shop {
	struct cup **cups;
	unsigned long *map;
	struct workqueue_struct *wq;
};
int open_doors(struct shop *s, int n);
int heat(void);

int shop_bad(struct shop *s, int n)
{
	int ret;

	s->cups = kcalloc(n, sizeof(*s->cups), GFP_KERNEL);
	if (!s->cups)
		return -ENOMEM;
	s->map = kcalloc(n, sizeof(*s->map), GFP_KERNEL);
	if (!s->map) {
		ret = -ENOMEM;
		goto free_cups;
	}
	ret = heat();
	if (ret)
		goto free_map;
	return 0;
free_map:
	kfree(s->map);
// CHECK: memory-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of {{k[a-z]+}}()' is left allocated, though the function fails; other failing paths free it [custody-memory-left]
	return ret;
free_cups:
	kfree(s->cups);
	return ret;
}

int shop_ok(struct shop *s, int n)
{
	int ret;

	s->cups = kcalloc(n, sizeof(*s->cups), GFP_KERNEL);
	if (!s->cups)
		return -ENOMEM;
	s->map = kcalloc(n, sizeof(*s->map), GFP_KERNEL);
	if (!s->map) {
		ret = -ENOMEM;
		goto free_cups;
	}
	ret = heat();
	if (ret)
		goto free_map;
	return 0;
free_map:
	kfree(s->map);
free_cups:
	kfree(s->cups);
	return ret;
}

/* The caller takes down all of it, whatever failed. */
static int fill(struct shop *s, int n)
{
	s->cups = kcalloc(n, sizeof(*s->cups), GFP_KERNEL);
	if (!s->cups)
		return -ENOMEM;
	if (n > 8) {
		kfree(s->cups);
		s->cups = NULL;
		return -EINVAL;
	}
	return heat();
}

static void empty(struct shop *s)
{
	kfree(s->cups);
}

int caller_ok(struct shop *s, int n)
{
	int ret = fill(s, n);

	if (ret)
		empty(s);
	return ret;
}

/* A device has a release function, which frees what it lies in. */
struct stall {
	struct device dev;
	struct shop *of;
};
struct square {
	struct stall *stall;
};

int stall_ok(struct square *q, struct shop *s)
{
	struct stall *stall = kzalloc(sizeof(*stall), GFP_KERNEL);
	int ret;

	if (!stall)
		return -ENOMEM;
	q->stall = stall;
	ret = heat();
	if (ret) {
		kfree(stall);
		return ret;
	}
	device_initialize(&stall->dev);
	ret = heat();
	if (ret)
		put_device(&stall->dev);
	return ret;
}
