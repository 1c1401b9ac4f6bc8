/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/xarray.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct ctx {
	int users, priority;
};
struct client {
	struct mutex lock;
	struct xarray ctxs;
};
void ctx_get(struct ctx *c);
void ctx_put(struct ctx *c);

int destroy_ok(struct client *f, u32 id)
{
	struct ctx *c;

	mutex_lock(&f->lock);
	c = xa_erase(&f->ctxs, id);
	mutex_unlock(&f->lock);
	if (!c)
		return -ENOENT;
	kfree(c);
	return 0;
}

int priority_bad(struct client *f, u32 id)
{
	struct ctx *c;

	mutex_lock(&f->lock);
	c = xa_load(&f->ctxs, id);
	mutex_unlock(&f->lock);
	if (!c)
		return -ENOENT;
// CHECK: borrow-escapes-lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->priority' used after the lock that it was looked up under was released: whoever takes it out of the table under that lock may have dropped it [custody-borrow-escapes-lock]
	return c->priority;
}

int raise_bad(struct client *f, u32 id)
{
	struct ctx *c;

	mutex_lock(&f->lock);
	c = xa_load(&f->ctxs, id);
	if (!c)
		goto out;
	mutex_unlock(&f->lock);
// CHECK: borrow-escapes-lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->priority' used after the lock that it was looked up under was released: whoever takes it out of the table under that lock may have dropped it [custody-borrow-escapes-lock]
	c->priority++;
	return 0;
out:
	mutex_unlock(&f->lock);
	return -ENOENT;
}

static int has_priority(struct ctx *c)
{
	return c->priority > 0;
}

int asked_bad(struct client *f, u32 id)
{
	struct ctx *c;

	mutex_lock(&f->lock);
	c = xa_load(&f->ctxs, id);
	mutex_unlock(&f->lock);
// CHECK: borrow-escapes-lock.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c' used after the lock that it was looked up under was released: whoever takes it out of the table under that lock may have dropped it [custody-borrow-escapes-lock]
	return c && has_priority(c);
}

int inside_ok(struct client *f, u32 id)
{
	struct ctx *c;
	int priority = -ENOENT;

	mutex_lock(&f->lock);
	c = xa_load(&f->ctxs, id);
	if (c)
		priority = c->priority;
	mutex_unlock(&f->lock);
	return priority;
}

int got_ok(struct client *f, u32 id)
{
	struct ctx *c;
	int priority;

	mutex_lock(&f->lock);
	c = xa_load(&f->ctxs, id);
	if (c)
		ctx_get(c);
	mutex_unlock(&f->lock);
	if (!c)
		return -ENOENT;
	priority = c->priority;
	ctx_put(c);
	return priority;
}

/* Marked as in use, by code that has its own way of counting. */
int marked_ok(struct client *f, u32 id)
{
	struct ctx *c;

	mutex_lock(&f->lock);
	c = xa_load(&f->ctxs, id);
	if (c)
		c->users++;
	mutex_unlock(&f->lock);
	return c ? c->priority : -ENOENT;
}

bool exists_ok(struct client *f, u32 id)
{
	struct ctx *c;

	mutex_lock(&f->lock);
	c = xa_load(&f->ctxs, id);
	mutex_unlock(&f->lock);
	return c != NULL;
}

/* Who has it in use says so: then it is not taken out. */
struct pools {
	struct mutex lock;
	struct xarray packs;
};

int free_pack_ok(struct pools *p, u32 id)
{
	struct ctx *c;

	mutex_lock(&p->lock);
	c = xa_load(&p->packs, id);
	if (!c || c->users) {
		mutex_unlock(&p->lock);
		return -EBUSY;
	}
	xa_erase(&p->packs, id);
	mutex_unlock(&p->lock);
	kfree(c);
	return 0;
}

int pack_ok(struct pools *p, u32 id)
{
	struct ctx *c;

	mutex_lock(&p->lock);
	c = xa_load(&p->packs, id);
	mutex_unlock(&p->lock);
	return c ? c->priority : -ENOENT;
}

/* There is another lock around. */
struct board {
	struct mutex lock, ids_lock;
	struct xarray queues;
};

int stop_ok(struct board *b, u32 id)
{
	struct ctx *c;

	mutex_lock(&b->lock);
	mutex_lock(&b->ids_lock);
	c = xa_erase(&b->queues, id);
	mutex_unlock(&b->ids_lock);
	kfree(c);
	mutex_unlock(&b->lock);
	return 0;
}

int reset_ok(struct board *b, u32 id)
{
	struct ctx *c;
	int priority;

	mutex_lock(&b->lock);
	mutex_lock(&b->ids_lock);
	c = xa_load(&b->queues, id);
	if (!c) {
		mutex_unlock(&b->ids_lock);
		mutex_unlock(&b->lock);
		return -ENOENT;
	}
	mutex_unlock(&b->ids_lock);
	priority = c->priority;
	mutex_unlock(&b->lock);
	return priority;
}

/* What a device answers to it still has. */
int answered_ok(struct client *f, u32 message)
{
	struct ctx *c;
	u32 id = (message & 0xff0) >> 4;

	mutex_lock(&f->lock);
	c = xa_load(&f->ctxs, id);
	mutex_unlock(&f->lock);
	return c ? c->priority : -ENOENT;
}
