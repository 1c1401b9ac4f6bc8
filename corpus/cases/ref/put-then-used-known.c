/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What shows that the reference which was put was not the last one. */
#include <linux/refcount.h>
#include <linux/slab.h>

#define container_of(p, t, m) ((t *)((char *)(p) - __builtin_offsetof(t, m)))

struct endpoint {
	struct kref ref;
	int state, timer, busy;
};

static void endpoint_free(struct kref *k)
{
	kfree(container_of(k, struct endpoint, ref));
}

static void endpoint_put(struct endpoint *e)
{
	kref_put(&e->ref, endpoint_free);
}

/* Who calls has a reference of its own, and puts it afterwards. */
static int stop_timer(struct endpoint *e)
{
	if (!e->timer)
		return 1;
	kref_put(&e->ref, endpoint_free);
	return 0;
}

static int answer_ok(struct endpoint *e)
{
	if (stop_timer(e))
		return 0;
	e->state = 2;
	return 1;
}

int received_ok(struct endpoint *e)
{
	int ret = answer_ok(e);

	kref_put(&e->ref, endpoint_free);
	return ret;
}

/* Nobody does here. */
static int cancel_timer(struct endpoint *e)
{
	if (!e->timer)
		return 1;
	kref_put(&e->ref, endpoint_free);
	return 0;
}

static int answer_bad(struct endpoint *e)
{
	if (cancel_timer(e))
		return 0;
// CHECK: put-then-used-known.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'e->state' used after it was freed [custody-use-after-free]
	e->state = 2;
	return 1;
}

int received_bad(struct endpoint *e)
{
	return answer_bad(e);
}
