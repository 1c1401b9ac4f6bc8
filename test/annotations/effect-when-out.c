/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What comes back through a parameter is owned like a result. */
#include "custody.h"

struct pool;
struct table {
	int first;
};

int try_owned(struct pool *p, struct table **out) __when(zero, owned(*out));
void table_drop(struct table *t __owned);

int owned_bad(struct pool *p)
{
	struct table *t;

	if (try_owned(p, &t))
		return -1;
// CHECK: effect-when-out.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is owned here, and the last pointer to it is lost [custody-owned-leak]
	return t->first;
}

int owned_ok(struct pool *p)
{
	struct table *t;
	int first;

	if (try_owned(p, &t))
		return -1;
	first = t->first;
	table_drop(t);
	return first;
}
