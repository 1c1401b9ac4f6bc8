/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error:
#include "custody.h"

struct other;
struct thing;
void other_get(struct other *o);
void thing_put(struct thing *t);
// CHECK: refcounted.c:[[@LINE+1]]:{{[0-9]+}}: error: __refcounted: other_get() has no parameter of type struct thing *; name the function that takes one
struct __refcounted(other_get, thing_put) thing {
	int count;
};
// CHECK: refcounted.c:[[@LINE+1]]:{{[0-9]+}}: error: __callback_scoped contradicts __refcounted, said of 'both' as well; remove one of the two
struct __refcounted(both_get, both_put) __callback_scoped both {
	int count;
};

void use(struct thing *t, struct other *o, struct both *b)
{
	other_get(o);
	thing_put(t);
	b->count = 0;
}
