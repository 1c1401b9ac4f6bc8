/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What results and parameters are said to be, word by word. */
#include "custody.h"

struct pool {
	int id;
};
struct table {
	int first;
};
struct card {
	struct pool low, high;
};

struct table *table_mapped(struct pool *p) __mapped;
struct table *table_unmapped(struct pool *p) __unmapped;
struct table *table_shared(struct pool *p) __borrowed;
struct table *table_of(struct pool *p) __borrowed_from(p);
struct table *table_owned(struct pool *p) __owned;
struct table *table_pooled(struct pool *p) __owned_by(p);
void table_map(struct table *t __maps);
void table_unmap(struct table *t __unmaps);
void table_free(struct table *t __owned);
void table_give(struct pool *p, struct table *t __owned_by(p));
void table_look(struct table *t __borrowed);
void table_show(struct pool *p, struct table *t __borrowed_from(p));

void maps_bad(struct pool *p)
{
	struct table *t = table_mapped(p);

	if (t)
// CHECK: effect-results.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is mapped when table_map() needs the opposite [custody-mapping-state]
		table_map(t);
}

void unmaps_bad(struct pool *p)
{
	struct table *t = table_unmapped(p);

	if (t)
// CHECK: effect-results.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is unmapped when table_unmap() needs the opposite [custody-mapping-state]
		table_unmap(t);
}

void maps_ok(struct pool *p)
{
	struct table *t = table_unmapped(p), *u = table_mapped(p);

	if (t) {
		table_map(t);
		table_unmap(t);
	}
	if (u)
		table_unmap(u);
}

void shown_bad(struct pool *p)
{
	struct table *t = table_owned(p);

	if (!t)
		return;
	table_show(p, t);
	table_free(t);
// CHECK: effect-results.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' used after it was handed over [custody-use-after-handover]
	table_show(p, t);
}

void shared_bad(struct pool *p)
{
	struct table *t = table_shared(p);

	if (t)
// CHECK: effect-results.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is only borrowed, but table_free() takes it over [custody-borrowed-handover]
		table_free(t);
}

void of_bad(struct pool *p)
{
	struct table *t = table_of(p);

	if (t)
// CHECK: effect-results.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is only borrowed, but table_give() takes it over [custody-borrowed-handover]
		table_give(p, t);
}

void borrowed_ok(struct pool *p)
{
	struct table *t = table_shared(p), *u = table_of(p);

	if (t)
		table_look(t);
	if (u)
		table_look(u);
}

void pooled_bad(struct card *c)
{
	struct table *t = table_pooled(&c->low);

	if (t)
// CHECK: effect-results.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' belongs to '&c->low', but is given back to '&c->high' [custody-wrong-allocator]
		table_give(&c->high, t);
}

void pooled_lost_bad(struct card *c)
{
	struct table *t = table_pooled(&c->low);

	if (t)
		table_look(t);
// CHECK: effect-results.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is owned here, and the last pointer to it is lost [custody-owned-leak]
}

void owned_ok(struct card *c, int pooled)
{
	struct table *t = pooled ? table_pooled(&c->low) : table_owned(&c->low);

	if (!t)
		return;
	table_look(t);
	if (pooled)
		table_give(&c->low, t);
	else
		table_free(t);
}
