/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/list.h>
#include <linux/slab.h>

struct cup {
	struct list_head entry, users;
	int size;
};
struct shelf {
	struct list_head cups, clean;
	struct cup best;
	int full;
};
void msleep(unsigned int ms);
int shelf_announce(int size);
int shelf_sweep(struct shelf *s);
void shelf_wait(struct shelf *s, struct cup *c);

int cup_add_bad(struct shelf *s)
{
	struct cup *c = kmalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	list_add_tail(&c->entry, &s->cups);
	if (shelf_announce(c->size)) {
// CHECK: freed-on-list.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->entry' is freed here, but is still on a list [custody-freed-on-list]
		kfree(c);
		return -EIO;
	}
	return 0;
}

int cup_add_ok(struct shelf *s)
{
	struct cup *c = kmalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	list_add_tail(&c->entry, &s->cups);
	if (shelf_announce(c->size)) {
		list_del(&c->entry);
		kfree(c);
		return -EIO;
	}
	return 0;
}

static bool cup_keep(struct shelf *s, struct cup *c)
{
	if (s->full)
		return false;
	list_add(&c->entry, &s->cups);
	return true;
}

int cup_kept_bad(struct shelf *s, struct cup *c)
{
	if (cup_keep(s, c) && shelf_announce(c->size)) {
// CHECK: freed-on-list.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->entry' is freed here, but is still on a list [custody-freed-on-list]
		kfree(c);
		return -EIO;
	}
	return 0;
}

int cup_kept_ok(struct shelf *s, struct cup *c)
{
	if (cup_keep(s, c))
		return 0;
	kfree(c);
	return -EIO;
}

/* Whoever wakes it has taken it off. */
void cup_wait_ok(struct shelf *s)
{
	struct cup c;

	list_add(&c.entry, &s->cups);
	shelf_wait(s, &c);
}

/* The list is this function's own, and ends with it. */
int cup_own_list_ok(struct shelf *s, struct cup *c)
{
	LIST_HEAD(own);

	list_add(&c->entry, &own);
	kfree(c);
	return shelf_announce(0);
}

/* What is given the list may have taken it off. */
int cup_swept_ok(struct shelf *s, struct cup *c)
{
	list_add(&c->entry, &s->cups);
	if (shelf_sweep(s)) {
		kfree(c);
		return -EIO;
	}
	return 0;
}

/* Others take it off, and set the member when they have. */
int cup_asked_ok(struct shelf *s, struct cup *c)
{
	list_add(&c->entry, &s->cups);
	while (!list_empty(&c->users))
		;
	kfree(c);
	return 0;
}

void cup_slept_ok(struct shelf *s, struct cup *c)
{
	list_add(&c->entry, &s->cups);
	msleep(c->size);
	kfree(c);
}

/* It may be the one that was put there. */
void cup_first_ok(struct shelf *s, struct cup *c)
{
	struct cup *first;

	list_add(&c->entry, &s->cups);
	first = list_first_entry(&s->cups, struct cup, entry);
	list_del(&first->entry);
	kfree(c);
}

/* The list goes with it. */
int shelf_own_ok(struct shelf *s, struct cup *c)
{
	list_add(&s->best.entry, &s->cups);
	kfree(s);
	return c->size;
}

/* Whether it was kept the caller can't tell. */
static void cup_maybe_keep(struct shelf *s, struct cup *c)
{
	if (!s->full)
		list_add(&c->entry, &s->cups);
}

void cup_maybe_ok(struct shelf *s, struct cup *c)
{
	cup_maybe_keep(s, c);
	if (s->full)
		kfree(c);
}

/* Whether it is taken off is asked where it is freed. */
static void cup_drop(struct cup *c)
{
	if (c->size)
		list_del(&c->entry);
	kfree(c);
}

void cup_dropped_ok(struct shelf *s, struct cup *c)
{
	list_add(&c->entry, &s->cups);
	cup_drop(c);
}

/* A function that looks for it takes it off. */
static void cup_forget(struct shelf *s, int size)
{
	struct cup *c;

	list_for_each_entry(c, &s->cups, entry)
		if (c->size == size) {
			list_del(&c->entry);
			break;
		}
}

static struct cup *cup_placed(struct shelf *s, int size)
{
	struct cup *c = kmalloc(sizeof(*c), GFP_KERNEL);

	if (c) {
		c->size = size;
		list_add_tail(&c->entry, &s->cups);
	}
	return c;
}

int cup_found_ok(struct shelf *s, int size)
{
	struct cup *c = cup_placed(s, size);

	if (!c)
		return -ENOMEM;
	if (shelf_announce(size)) {
		cup_forget(s, size);
		kfree(c);
		return -EIO;
	}
	return 0;
}

int cup_not_found_bad(struct shelf *s, int size)
{
	struct cup *c = cup_placed(s, size);

	if (!c)
		return -ENOMEM;
	if (shelf_announce(size)) {
// CHECK: freed-on-list.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->entry' is freed here, but is still on a list [custody-freed-on-list]
		kfree(c);
		return -EIO;
	}
	return 0;
}
