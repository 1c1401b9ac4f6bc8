/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Function after function of a file goes on using what it has put: somebody holds another reference, which they all know of. */
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

void drop_ok(struct endpoint *e)
{
	endpoint_put(e);
	e->state = 0;
}

void cancel_ok(struct endpoint *e)
{
	endpoint_put(e);
	e->timer = 0;
}

int accept_ok(struct endpoint *e)
{
	endpoint_put(e);
	return e->busy;
}

/* What the function itself has freed, no other reference keeps. */
int freed_bad(struct endpoint *e)
{
	kfree(e);
// CHECK: known-reference.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'e->busy' used after it was freed [custody-use-after-free]
	return e->busy;
}
