/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -Wall -Wextra -Werror %s 2>&1 | count 0
// RUN: gcc -std=gnu11 -Wall -Wextra -Wno-unused-parameter -Werror -fsyntax-only -I %S/../../annotations %s
// RUN: %clang -std=gnu11 -Wall -Wextra -Wno-unused-parameter -Werror -fsyntax-only -I %S/../../annotations %s
/* Every annotation where it may stand: no error, no warning, with the plugin, with plain clang, with gcc. */
#include "custody.h"

struct lock {
	int word;
};
struct pool {
	struct lock lock;
};
struct __refcounted(table_get, table_put) table {
	struct pool *pool __owned;
	struct table *next __borrowed __locked_by(pool->lock);
	struct table *parent __borrowed_from(pool);
	struct table *child __owned_by(pool);
	int count __locked_by(pool->lock);
};
struct __callback_scoped session {
	int id;
};
struct __pinned __locked_by(lock) node {
	struct lock lock;
	struct node *next;
};

struct table *table_new(struct pool *p) __owned_by(p) __unmapped;
struct table *table_find(struct pool *p) __borrowed_from(p) __locked_by(p->lock);
void table_get(struct table *t);
void table_put(struct table *t);
void table_free(struct pool *p, struct table *t __owned_by(p));
int table_map(struct table *t) __when(zero, maps(t));
int table_try(struct table *t, struct table **out)
	__when(zero, owned(*out), acquires_lock(t->pool->lock)) __when(negative, unmaps(t));
void table_unmap(struct table *t __unmaps);
void table_sync(struct table *t __mapped __borrowed);
void table_show(struct pool *p, struct table *t __borrowed_from(p));
void table_move(struct table *t __typestate(mapping, mapped | unmapped, same));
void pool_lock(struct pool *p) __acquires_lock(p->lock);
void pool_unlock(struct pool *p) __releases_lock(&p->lock);

__trusted("the test of custody.h") int work(struct session *s, struct node *n)
{
	return s->id + (n->next != 0);
}

__custody_allow("owned-leak", "the pool frees it") int more(struct pool *p)
{
	struct table *t;

	__trusted_block("bring-up code") {
		t = table_find(p);
	}
	table_get(t);
	table_put(t);
	t = table_new(p);
	return t ? 1 : 0;
}

int all(struct pool *p)
{
	struct table *t = table_new(p), *out;

	if (!t)
		return -1;
	pool_lock(p);
	pool_unlock(p);
	if (table_map(t) == 0) {
		table_sync(t);
		table_move(t);
		if (table_try(t, &out) == 0) {
			table_free(p, out);
			table_unmap(t);
		}
	}
	table_free(p, t);
	return more(p);
}
