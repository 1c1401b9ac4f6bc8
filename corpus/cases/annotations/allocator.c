/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include "custody.h"

struct range {
	unsigned long start, size;
};
struct node {
	unsigned long at;
};

struct node *range_get(struct range *r, unsigned long size) __owned_by(r);
void range_put(struct range *r, struct node *n __owned_by(r));

struct card {
	struct range low, high;
};
static struct range spare;

void other_range_bad(struct card *c)
{
	struct node *n = range_get(&c->low, 4096);

	if (n)
// CHECK: allocator.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n' belongs to '&c->low', but is given back to '&c->high' [custody-wrong-allocator]
		range_put(&c->high, n);
}

void spare_range_bad(void)
{
	struct range own;
	struct node *n = range_get(&spare, 4096);

	if (n)
// CHECK: allocator.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n' belongs to '&spare', but is given back to '&own' [custody-wrong-allocator]
		range_put(&own, n);
}

/* Two parameters may be one range. */
void own_range_ok(struct range *low, struct range *high, struct card *c)
{
	struct node *n = range_get(low, 4096), *m = range_get(&c->high, 4096);

	if (n)
		range_put(high, n);
	if (m)
		range_put(&c->high, m);
}
