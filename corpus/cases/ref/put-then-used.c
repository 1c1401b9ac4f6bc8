/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A few functions that do so are a few mistakes. */
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

void drop_bad(struct endpoint *e)
{
	endpoint_put(e);
// CHECK: put-then-used.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'e->state' used after it was freed [custody-use-after-free]
	e->state = 0;
}

void cancel_bad(struct endpoint *e)
{
	endpoint_put(e);
// CHECK: put-then-used.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'e->timer' used after it was freed [custody-use-after-free]
	e->timer = 0;
}
