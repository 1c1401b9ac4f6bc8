/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct drm_mm;
struct drm_mm_node {
	u64 start, size;
};
int drm_mm_insert_node(struct drm_mm *mm, struct drm_mm_node *node, u64 size);
void drm_mm_remove_node(struct drm_mm_node *node);
void mutex_init(struct mutex *m);

struct shop {
	struct mutex lock, door;
	struct drm_mm *mm;
	struct list_head pots, waiting, parked;
};

struct pot {
	struct shop *shop;
	struct drm_mm_node node, spare;
	struct list_head entry;
};

struct pot_ops {
	void (*park)(struct pot *p);
	void (*unpark)(struct pot *p);
	void (*sell)(struct pot *p);
	void (*free)(struct pot *p);
	void (*spare)(struct pot *p);
};

/* Of an allocator that leaves the locking to its caller, one other call is enough. */
int pot_place(struct pot *p)
{
	int ret;

	mutex_lock(&p->shop->lock);
	ret = drm_mm_insert_node(p->shop->mm, &p->node, 4096);
	mutex_unlock(&p->shop->lock);
	return ret;
}

static void pot_free_bad(struct pot *p)
{
// CHECK: lock-not-taken.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_mm_remove_node() on '&p->node' without 'lock', which is held wherever else it is done in this file [custody-lock-not-taken]
	drm_mm_remove_node(&p->node);
	kfree(p);
}

/* The function that calls it holds the lock. */
static void spare_return(struct pot *p)
{
	drm_mm_remove_node(&p->spare);
}

static void pot_spare_ok(struct pot *p)
{
	mutex_lock(&p->shop->lock);
	if (!drm_mm_insert_node(p->shop->mm, &p->spare, 64))
		spare_return(p);
	mutex_unlock(&p->shop->lock);
}

/* Of a list, three. */
void pot_enter(struct pot *p)
{
	mutex_lock(&p->shop->lock);
	list_add(&p->entry, &p->shop->pots);
	mutex_unlock(&p->shop->lock);
}

static void pot_sell_ok(struct pot *p)
{
	mutex_lock(&p->shop->lock);
	list_del(&p->entry);
	mutex_unlock(&p->shop->lock);
}

static void pot_park_ok(struct pot *p)
{
	mutex_lock(&p->shop->lock);
	list_del(&p->entry);
	list_add_tail(&p->entry, &p->shop->parked);
	mutex_unlock(&p->shop->lock);
}

static void pot_unpark_bad(struct pot *p)
{
// CHECK: lock-not-taken.c:[[@LINE+1]]:{{[0-9]+}}: warning: list_del() on '&p->entry' without 'lock', which is held wherever else it is done in this file [custody-lock-not-taken]
	list_del(&p->entry);
}

static const struct pot_ops ops = {
	.park = pot_park_ok,
	.unpark = pot_unpark_bad,
	.sell = pot_sell_ok,
	.free = pot_free_bad,
	.spare = pot_spare_ok,
};

struct tray {
	struct mutex lock;
	struct list_head cups;
	int n;
};

struct cup {
	struct list_head entry;
};

void tray_add(struct tray *t, struct cup *c)
{
	mutex_lock(&t->lock);
	list_add(&c->entry, &t->cups);
	mutex_unlock(&t->lock);
}

void tray_move(struct tray *t, struct cup *c)
{
	mutex_lock(&t->lock);
	list_del(&c->entry);
	list_add_tail(&c->entry, &t->cups);
	mutex_unlock(&t->lock);
}

/* Nobody else has the tray yet, ... */
static int tray_open_ok(struct tray *t, struct cup *first)
{
	mutex_init(&t->lock);
	list_add(&first->entry, &t->cups);
	return 0;
}

struct tray_ops {
	int (*open)(struct tray *t, struct cup *first);
	void (*release)(struct tray *t, struct cup *last);
};

/* ... or any more. */
static void tray_release_ok(struct tray *t, struct cup *last)
{
	list_del(&last->entry);
	kfree(t);
}

static const struct tray_ops tray_ops = { .open = tray_open_ok, .release = tray_release_ok };

/* A pool is filled before anybody uses it. */
struct pool {
	struct mutex lock;
	struct list_head spare;
};

struct spoon {
	struct list_head entry;
};

void spoon_take(struct pool *p, struct spoon *s)
{
	mutex_lock(&p->lock);
	list_del(&s->entry);
	mutex_unlock(&p->lock);
}

void spoon_give(struct pool *p, struct spoon *s)
{
	mutex_lock(&p->lock);
	list_add(&s->entry, &p->spare);
	mutex_unlock(&p->lock);
}

void spoon_turn(struct pool *p, struct spoon *s)
{
	mutex_lock(&p->lock);
	list_del(&s->entry);
	list_add_tail(&s->entry, &p->spare);
	mutex_unlock(&p->lock);
}

static int pool_start_ok(struct pool *p)
{
	for (int i = 0; i < 8; i++) {
		struct spoon *s = kmalloc(sizeof(*s), GFP_KERNEL);

		if (!s)
			return -ENOMEM;
		list_add(&s->entry, &p->spare);
	}
	return 0;
}

struct pool_ops {
	int (*start)(struct pool *p);
};
const struct pool_ops pool_ops = { .start = pool_start_ok };

/* The file is of two minds. */
struct bag {
	struct mutex lock;
	struct list_head entry;
};

void bag_a(struct bag *b, struct list_head *to)
{
	mutex_lock(&b->lock);
	list_add(&b->entry, to);
	list_del(&b->entry);
	list_add(&b->entry, to);
	mutex_unlock(&b->lock);
}

static void bag_b_ok(struct bag *b)
{
	list_del(&b->entry);
}

static void bag_c_ok(struct bag *b, struct list_head *to)
{
	list_add(&b->entry, to);
}

struct bag_ops {
	void (*b)(struct bag *b);
	void (*c)(struct bag *b, struct list_head *to);
};
static const struct bag_ops bag_ops = { .b = bag_b_ok, .c = bag_c_ok };

const void *all_ops(int n)
{
	return n ? (n > 1 ? (const void *)&bag_ops : (const void *)&tray_ops) : (const void *)&ops;
}
