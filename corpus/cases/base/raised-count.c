/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A count by hand: who raises it and lowers it again does not see the last one go. */
#include <linux/refcount.h>
#include <linux/slab.h>

struct context {
	unsigned int refcount;
	int away;
	struct context *self;
};
struct owner {
	struct context *hp;
};

static struct context *context_get(struct owner *o)
{
	if (!o->hp)
		return NULL;
	o->hp->refcount++;
	return o->hp;
}

static void context_put(struct context *c)
{
	if (--c->refcount)
		return;
	c->self = NULL;
	kfree(c);
}

static struct context *grab(struct owner *o)
{
	struct context *c = context_get(o);

	if (!c)
		return NULL;
	if (c->away) {
		context_put(c);
		return NULL;
	}
	context_put(c);
	return c;
}

int grab_ok(struct owner *o)
{
	struct context *c = grab(o);

	return c ? c->away : 0;
}

int put_bad(struct owner *o)
{
	struct context *c = o->hp;

	context_put(c);
// CHECK: raised-count.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->away' used after it was freed [custody-use-after-free]
	return c->away;
}

struct node {
	struct kref ref;
	int on;
};

static void node_free(struct kref *ref)
{
	kfree(container_of(ref, struct node, ref));
}

void node_put(struct node *n)
{
	kref_put(&n->ref, node_free);
}

/* Who calls it has a reference, and puts that afterwards. */
void node_off_ok(struct node *n)
{
	node_put(n);
	n->on = 0;
}

void node_remove_ok(struct node *n)
{
	node_off_ok(n);
	node_put(n);
}

void node_end_bad(struct node *n)
{
	node_put(n);
// CHECK: raised-count.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n->on' used after it was freed [custody-use-after-free]
	n->on = 0;
}

void node_forget_bad(struct node *n)
{
	node_end_bad(n);
}
