/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error:
#include "custody.h"

struct table {
	int x;
};
// CHECK: when.c:[[@LINE+1]]:{{[0-9]+}}: error: __when: 'zreo' is no class of results; did you mean 'zero'?
int one(struct table *t) __when(zreo, maps(t));
// CHECK: when.c:[[@LINE+1]]:{{[0-9]+}}: error: __when: no effect 'map'; did you mean 'maps'?
int two(struct table *t) __when(zero, map(t));
// CHECK: when.c:[[@LINE+1]]:{{[0-9]+}}: error: __when: owned_by() takes 2 arguments, not 1; correct it
int three(struct table *t) __when(zero, owned_by(t));
// CHECK: when.c:[[@LINE+1]]:{{[0-9]+}}: error: __when: 'maps t' is no effect; write it like 'acquires_lock(dev->lock)'
int four(struct table *t) __when(zero, maps t);
// CHECK: when.c:[[@LINE+1]]:{{[0-9]+}}: error: __when speaks of a result, but five has none; remove it
void five(struct table *t) __when(zero, maps(t));
// CHECK: when.c:[[@LINE+1]]:{{[0-9]+}}: error: six has no parameter 'table'; start the path at a parameter or 'return'
int six(struct table *t) __when(zero, maps(t), unmaps(table));
int seven(struct table *t, struct table **out) __when(zero or positive, maps(t), owned(*out));

void use(struct table *t)
{
	one(t);
	two(t);
	three(t);
	four(t);
	five(t);
	six(t);
	seven(t, &t);
}
