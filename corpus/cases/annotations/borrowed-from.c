/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/mutex.h>
#include <linux/slab.h>

#include "custody.h"

struct buffer {
	int pages;
};
struct table {
	int entries;
};
struct buffer *buffer_find(int handle) __owned;
void buffer_put(struct buffer *b __owned);
struct table *buffer_table(struct buffer *b) __borrowed_from(b);

struct session {
	int id;
};
struct client {
	struct mutex lock;
};
struct session *session_find(struct client *c, int id) __locked_by(c->lock) __borrowed_from(c->lock);
struct session *session_get(struct session *s __borrowed) __owned;
void session_put(struct session *s __owned);

int put_bad(int handle)
{
	struct buffer *b = buffer_find(handle);
	struct table *t;

	if (!b)
		return -1;
	t = buffer_table(b);
	buffer_put(b);
// CHECK: borrowed-from.c:[[@LINE+2]]:{{[0-9]+}}: warning: 't->entries' used after it was given up with what lent it [custody-use-after-lender]
// CHECK: borrowed-from.c:[[@LINE-2]]:{{[0-9]+}}: note: 't' given up with what lent it here by buffer_put()
	return t->entries;
}

static void drop(struct buffer *b)
{
	b->pages = 0;
	buffer_put(b);
}

int helper_bad(int handle)
{
	struct buffer *b = buffer_find(handle);
	struct table *t;

	if (!b)
		return -1;
	t = buffer_table(b);
	drop(b);
// CHECK: borrowed-from.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't->entries' used after it was given up with what lent it [custody-use-after-lender]
	return t->entries;
}

int freed_bad(void)
{
	struct buffer *b = kzalloc(sizeof(*b), GFP_KERNEL);
	struct table *t;

	if (!b)
		return -1;
	t = buffer_table(b);
	kfree(b);
// CHECK: borrowed-from.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't->entries' used after it was given up with what lent it [custody-use-after-lender]
	return t->entries;
}

int unlocked_bad(struct client *c, int id)
{
	struct session *s;

	mutex_lock(&c->lock);
	s = session_find(c, id);
	mutex_unlock(&c->lock);
// CHECK: borrowed-from.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's->id' used after it was given up with what lent it [custody-use-after-lender]
	return s ? s->id : -1;
}

/* A lock of the driver's own. */
struct gate {
	int word;
};
struct yard {
	struct gate gate;
};
void gate_enter(struct gate *g) __acquires_lock(g);
void gate_leave(struct gate *g) __releases_lock(g);
struct session *yard_find(struct yard *y, int id) __locked_by(y->gate) __borrowed_from(y->gate);

int left_bad(struct yard *y, int id)
{
	struct session *s;

	gate_enter(&y->gate);
	s = yard_find(y, id);
	gate_leave(&y->gate);
// CHECK: borrowed-from.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's->id' used after it was given up with what lent it [custody-use-after-lender]
	return s->id;
}

int inside_ok(struct yard *y, int id)
{
	int found;

	gate_enter(&y->gate);
	found = yard_find(y, id)->id;
	gate_leave(&y->gate);
	return found;
}

int put_ok(int handle)
{
	struct buffer *b = buffer_find(handle);
	int entries;

	if (!b)
		return -1;
	entries = buffer_table(b)->entries;
	buffer_put(b);
	return entries;
}

int other_ok(struct buffer *b, int handle)
{
	struct buffer *other = buffer_find(handle);
	struct table *t = buffer_table(b);

	if (other)
		buffer_put(other);
	return t->entries;
}

int locked_ok(struct client *c, int id)
{
	struct session *s;
	int found = -1;

	mutex_lock(&c->lock);
	s = session_find(c, id);
	if (s)
		found = s->id;
	mutex_unlock(&c->lock);
	return found;
}

int got_ok(struct client *c, int id)
{
	struct session *s;
	int found;

	mutex_lock(&c->lock);
	s = session_find(c, id);
	if (s)
		s = session_get(s);
	mutex_unlock(&c->lock);
	if (!s)
		return -1;
	found = s->id;
	session_put(s);
	return found;
}

/* What is given to a function that borrows it is used there. */
struct door {
	int held;
};
struct lodger;
struct inn {
	struct door door;
};
void door_shut(struct door *g) __acquires_lock(g);
void door_open(struct door *g) __releases_lock(g);
struct lodger *lodger_find(struct inn *h, int id) __borrowed_from(h->door) __locked_by(h->door);
int lodger_size(struct lodger *g __borrowed);

int size_bad(struct inn *h, int id)
{
	struct lodger *g;

	door_shut(&h->door);
	g = lodger_find(h, id);
	door_open(&h->door);
// CHECK: borrowed-from.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'g' used after it was given up with what lent it [custody-use-after-lender]
	return g ? lodger_size(g) : -1;
}

int size_ok(struct inn *h, int id)
{
	struct lodger *g;
	int size;

	door_shut(&h->door);
	g = lodger_find(h, id);
	size = g ? lodger_size(g) : -1;
	door_open(&h->door);
	return size;
}
