/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/list.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

struct node {
	struct list_head entry;
	int id;
	char *name;
	struct rcu_head rcu;
};
void note_id(int id);
unsigned int next_flags(unsigned int flags);

void read_bad(struct node *n)
{
	kfree(n);
// CHECK: use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n->id' used after it was freed [custody-use-after-free]
	note_id(n->id);
// CHECK: note: {{.*}}freed here by kfree()
}

void read_ok(struct node *n)
{
	int id = n->id;

	kfree(n);
	note_id(id);
}

void list_bad(struct list_head *head)
{
	struct node *n;

// CHECK: use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} used after it was freed [custody-use-after-free]
	list_for_each_entry(n, head, entry)
		kfree(n);
}

void list_ok(struct list_head *head)
{
	struct node *n, *next;

	list_for_each_entry_safe(n, next, head, entry) {
		list_del(&n->entry);
		kfree(n);
	}
}

static void release(struct node *n)
{
	kfree(n->name);
	kfree(n);
}

void callee_bad(struct node *n)
{
	release(n);
// CHECK: use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}n->entry' used after it was freed [custody-use-after-free]
	list_del(&n->entry);
}

/* the pointer, not what it points to */
void print_ok(struct node *n)
{
	kfree(n);
	pr_info("freed %p\n", n);
}

void reassigned_ok(struct node *n)
{
	kfree(n);
	n = kzalloc(sizeof(*n), GFP_KERNEL);
	if (n)
		n->id = 1;
	kfree(n);
}

/* readers may still look */
void rcu_ok(struct node *n)
{
	kfree_rcu(n, rcu);
	note_id(n->id);
}

struct store {
	int used;
	int *slots;
};

static void store_clear(struct store *s)
{
	kfree(s->slots);
	memset(s, 0, sizeof(*s));
}

static void store_drop(struct store *s)
{
	kfree(s->slots);
	s->used = 0;
}

int dropped_bad(struct store *s)
{
	store_drop(s);
// CHECK: use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} used after it was freed [custody-use-after-free]
	return s->slots[0];
}

/* The second round frees NULL. */
void cleared_ok(struct store *s)
{
	store_clear(s);
	store_clear(s);
}

void node_fill(struct node *n);

/* Somebody else may have given it a name since. */
int filled_bad(struct node *old)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return -1;
	node_fill(n);
	if (n->name)
		kfree(old);
	kfree(n);
// CHECK: use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'old->id' used after it was freed [custody-use-after-free]
	old->id++;
	return 0;
}

/* What kzalloc() gives holds no name yet. */
int fresh_ok(struct node *old)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return -1;
	if (n->name)
		kfree(old);
	old->id++;
	kfree(n);
	return 0;
}

union tag {
	unsigned int raw;
	unsigned int id;
};
struct tags {
	struct node *by_id[16];
};
unsigned int next_tag(void);

/* Each round has another tag: a store to one member of a union changes the others. */
void tags_ok(struct tags *t)
{
	union tag tag;

	tag.raw = next_tag();
	kfree(t->by_id[tag.id]);
	tag.raw = next_tag();
	t->by_id[tag.id]->id = 0;
}

void tag_bad(struct tags *t)
{
	union tag tag;

	tag.raw = 3;
	kfree(t->by_id[tag.raw]);
// CHECK: use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} used after it was freed [custody-use-after-free]
	t->by_id[tag.raw]->id = 0;
}

static void name_clear(struct node *n)
{
	n->name[0] = 0;
}

/* Where the callee touches it is told. */
void clear_bad(struct node *n)
{
	kfree(n->name);
// CHECK: use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n->name' used after it was freed [custody-use-after-free]
	name_clear(n);
// CHECK: note: used here, in name_clear()
}

struct group {
	struct node *first, *second, *third, *fourth;
	int users;
};

/* More sets of members that may be there than a summary has outcomes; the group is gone in all of them. */
static void group_free(struct group *g)
{
	if (g->first)
		kfree(g->first);
	if (g->second)
		kfree(g->second);
	if (g->third)
		kfree(g->third);
	if (g->fourth)
		kfree(g->fourth);
	kfree(g);
}

static bool group_put(struct group *g)
{
	if (--g->users)
		return false;
	group_free(g);
	return true;
}

void many_members_bad(struct group *g, struct node *third, struct node *fourth)
{
	if (!third || !fourth)
		return;
	g->third = third;
	g->fourth = fourth;
	if (group_put(g))
// CHECK: use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'g->users' used after it was freed [custody-use-after-free]
		note_id(g->users);
// CHECK: note: {{.*}}freed here by kfree()
}

void many_members_ok(struct group *g, struct node *third, struct node *fourth)
{
	if (!third || !fourth)
		return;
	g->third = third;
	g->fourth = fourth;
	if (!group_put(g))
		note_id(g->users);
}

/* Whether this member was there is not known any more. */
void one_of_many_ok(struct group *g)
{
	struct node *third = g->third;

	g->third = NULL;
	group_free(g);
	if (third)
		note_id(third->id);
}

/* However many assumptions lead there, where it was freed is told. */
void long_way_bad(struct node *n, unsigned int flags)
{
	n->name = kzalloc(8, GFP_KERNEL);
	if (!n->name)
		return;
	for (int bit = 0; bit < 4; bit++) {
		if (flags & 1)
			note_id(1);
		if (flags & 2)
			note_id(2);
		if (flags & 4)
			note_id(3);
		if (flags & 8)
			note_id(4);
		if (flags & 16)
			note_id(5);
		if (flags & 32)
			note_id(6);
		if (flags & 64)
			note_id(7);
		if (flags & 128)
			note_id(8);
		flags = next_flags(flags);
	}
	kfree(n->name);
// CHECK: use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n->name[0]' used after it was freed [custody-use-after-free]
	n->name[0] = 0;
// CHECK: use-after-free.c:[[@LINE-3]]:{{[0-9]+}}: note: 'n->name' freed here by kfree()
}

/* Nothing was stored in the head of either list: what its elements would be is no object. */
struct shelf {
	struct list_head books;
	struct shelf *next;
};
struct book {
	struct list_head link;
};

static void shelf_clear(struct shelf *s)
{
	struct book *book, *next;

	list_for_each_entry_safe(book, next, &s->books, link) {
		list_del(&book->link);
		kfree(book);
	}
}

static struct shelf *shelf_add(struct shelf *old, int again)
{
	if (old->next && again)
		return old->next;
	old->next = kzalloc(sizeof(*old), GFP_KERNEL);
	return old->next;
}

int two_shelves_ok(struct shelf *old, int n, int m)
{
	struct shelf *one = shelf_add(old, n), *two;

	if (!one)
		return -ENOMEM;
	two = shelf_add(old, m);
	if (!two)
		return -ENOMEM;
	shelf_clear(one);
	shelf_clear(two);
	return 0;
}

/* Printed, by what is not known to print: a pointer is a number as well. */
int node_log(int level, const char *format, ...);
void logged_ok(struct node *n)
{
	kfree(n);
	node_log(1, "%p is gone\n", n);
}

int node_note(int level, struct node *n, ...);
void noted_bad(struct node *n)
{
	kfree(n);
// CHECK: use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n' used after it was freed [custody-use-after-free]
	node_note(1, n);
}

/* What is freed was allocated: it is not the one that lies in the record, though each may be. */
struct link {
	int id;
};
struct port {
	int nlinks;
	struct link own;
	struct link *others[4];
};

static struct link *port_link(struct port *p, unsigned int at)
{
	if (!p->nlinks || at >= 4)
		return &p->own;
	return p->others[at];
}

void port_clear_ok(struct port *p, unsigned int at, bool all)
{
	struct link *l = port_link(p, at);

	if (!l)
		return;
	if (all)
		kfree(l);
	p->own.id = 0;
}

int port_clear_bad(struct port *p)
{
	struct link *l = p->others[0];

	kfree(l);
// CHECK: use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'l->id' used after it was freed [custody-use-after-free]
	return l->id;
}
