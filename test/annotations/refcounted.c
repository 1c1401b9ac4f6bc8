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
struct both;
void both_get(struct both *b);
void both_put(struct both *b);
// CHECK: refcounted.c:[[@LINE+1]]:{{[0-9]+}}: error: __callback_scoped contradicts __refcounted, said of 'both' as well; remove one of the two
struct __refcounted(both_get, both_put) __callback_scoped both {
	int count;
};

/* Nothing calls these, and they are judged all the same. */
struct near;
struct near *near_get(struct near *n);
void near_put(struct near *n);
struct __refcounted(near_get, near_put) near {
	int count;
};
// CHECK: refcounted.c:[[@LINE+2]]:{{[0-9]+}}: error: __refcounted: no function 'near_gte'; did you mean 'near_get'?
// CHECK: refcounted.c:[[@LINE+1]]:{{[0-9]+}}: error: __refcounted: near_put() has no parameter of type struct misspelt *; name the function that takes one
struct __refcounted(near_gte, near_put) misspelt {
	struct near *near;
};
// CHECK: refcounted.c:[[@LINE+2]]:{{[0-9]+}}: error: __refcounted: no function 'zzz'; declare it in this file or a header of it
// CHECK: refcounted.c:[[@LINE+1]]:{{[0-9]+}}: error: __refcounted: no function 'xxx'; declare it in this file or a header of it
struct __refcounted(zzz, xxx) unknown {
	int count;
};

void use(struct thing *t, struct other *o, struct both *b)
{
	other_get(o);
	thing_put(t);
	b->count = 0;
}
