/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Each effect in __when: it happens for those results, and for no others. */
#include "custody.h"

struct lock {
	int word;
};
struct pool {
	struct lock lock;
};
struct table {
	struct pool *pool;
	int first;
};

int try_owned(struct pool *p, struct table **out) __when(zero, owned(*out));
int try_owned_by(struct pool *p, struct table **out) __when(zero, owned_by(*out, p));
int try_borrow(struct pool *p, struct table **out) __when(positive, borrowed(*out));
int try_take(struct table *t) __when(nonnegative, owned(t));
int try_map(struct table *t) __when(zero, maps(t));
int try_unmap(struct table *t) __when(true, unmaps(t));
int try_lock(struct pool *p) __when(nonzero, acquires_lock(p->lock));
int try_unlock(struct pool *p) __when(zero, releases_lock(&p->lock));
int try_state(struct table *t) __when(zero or positive, typestate(t, mapping, any, mapped));
struct table *table_get(struct pool *p) __when(nonnull, owned(return), acquires_lock(p->lock));
void table_drop(struct table *t __owned);
void table_give(struct pool *p, struct table *t __owned_by(p));
void table_read(struct table *t __mapped);
void table_fill(struct table *t __unmapped);
void pool_count(struct pool *p) __locked_by(p->lock);
void pool_lock(struct pool *p) __acquires_lock(p->lock);
void pool_unlock(struct pool *p) __releases_lock(p->lock);

int owned_ok(struct pool *p)
{
	struct table *t, *u;

	if (try_owned(p, &t))
		return -1;
	table_drop(t);
	if (try_owned_by(p, &u))
		return -1;
	table_give(p, u);
	return 0;
}

void borrow_bad(struct pool *p)
{
	struct table *t;

	if (try_borrow(p, &t) > 0)
// CHECK: effect-when.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is only borrowed, but table_drop() takes it over [custody-borrowed-handover]
		table_drop(t);
}

int take_bad(struct table *t)
{
	if (try_take(t) < 0)
		return t->first;
// CHECK: effect-when.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't->first' used after it was handed over [custody-use-after-handover]
	return t->first;
}

void map_bad(struct table *t)
{
	if (try_map(t) == 0)
// CHECK: effect-when.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is mapped when table_fill() needs the opposite [custody-mapping-state]
		table_fill(t);
	else
		table_fill(t);
}

void unmap_bad(struct table *t)
{
	if (try_map(t))
		return;
	if (try_unmap(t))
// CHECK: effect-when.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is unmapped when table_read() needs the opposite [custody-mapping-state]
		table_read(t);
	else
		table_read(t);
}

void state_bad(struct table *t)
{
	if (try_state(t) >= 0)
// CHECK: effect-when.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is mapped when table_fill() needs the opposite [custody-mapping-state]
		table_fill(t);
}

void lock_bad(struct pool *p)
{
	if (try_lock(p))
// CHECK: effect-when.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->lock' is held already when pool_lock() takes it [custody-lock-held-twice]
		pool_lock(p);
}

void unlock_bad(struct pool *p)
{
	pool_lock(p);
	if (try_unlock(p) == 0)
// CHECK: effect-when.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->lock' is not held when pool_count() needs it held [custody-lock-not-held]
		pool_count(p);
	else
		pool_unlock(p);
}

void lock_ok(struct pool *p)
{
	if (!try_lock(p))
		pool_lock(p);
	pool_count(p);
	pool_unlock(p);
}

void get_ok(struct pool *p)
{
	struct table *t = table_get(p);

	if (!t)
		return;
	pool_count(p);
	pool_unlock(p);
	table_drop(t);
}
