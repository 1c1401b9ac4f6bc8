/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/list.h>
#include <linux/slab.h>

struct shelf {
	struct list_head cups, clean;
};
struct cup {
	struct list_head entry, all;
	char *name;
};
void list_move(struct list_head *entry, struct list_head *head);
void cup_wash(struct cup *c);
bool cup_waits(struct shelf *s);
void cup_wait(void);

void cup_keep_bad(struct shelf *s, struct cup *c)
{
	kfree(c->name);
	list_add(&c->entry, &s->cups);
// CHECK: listed-twice.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&c->entry' is on a list already when list_add() puts it on one [custody-listed-twice]
	list_add(&c->entry, &s->clean);
}

void cup_keep_ok(struct shelf *s, struct cup *c)
{
	kfree(c->name);
	list_add(&c->entry, &s->cups);
	list_move(&c->entry, &s->clean);
}

void cup_both_ok(struct shelf *s, struct cup *c)
{
	kfree(c->name);
	list_add(&c->entry, &s->cups);
	list_add(&c->all, &s->clean);
}

void cup_washed_ok(struct shelf *s, struct cup *c)
{
	kfree(c->name);
	list_add(&c->entry, &s->cups);
	cup_wash(c);
	list_add(&c->entry, &s->clean);
}

/* Whether it is on one is asked further down. */
static void cup_put_back(struct shelf *s, struct cup *c)
{
	if (list_empty(&c->entry))
		list_add(&c->entry, &s->cups);
}

void cup_put_back_ok(struct shelf *s, struct cup *c)
{
	kfree(c->name);
	list_add(&c->entry, &s->cups);
	cup_put_back(s, c);
}

/* A variable of its own, which others take off before it goes on. */
void cup_queue_ok(struct shelf *s, char *name)
{
	struct cup own;

	kfree(name);
	while (cup_waits(s)) {
		if (list_empty(&own.entry))
			list_add(&own.entry, &s->cups);
		cup_wait();
	}
}
