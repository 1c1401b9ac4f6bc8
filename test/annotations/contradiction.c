/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error:
#include "custody.h"

struct table {
	int x;
};
// CHECK: contradiction.c:[[@LINE+1]]:{{[0-9]+}}: error: __borrowed contradicts __owned, said of 't' as well; remove one of the two
void keep(struct table *t __owned __borrowed);
// CHECK: contradiction.c:[[@LINE+1]]:{{[0-9]+}}: error: __unmaps contradicts __maps, said of 't' as well; remove one of the two
void turn(struct table *t __maps __unmaps);
// CHECK: contradiction.c:[[@LINE+1]]:{{[0-9]+}}: error: __maps contradicts __mapped, said of 't' as well; remove one of the two
void again(struct table *t __mapped __maps);
// CHECK: contradiction.c:[[@LINE+1]]:{{[0-9]+}}: error: __acquires_lock contradicts __locked_by, said of 'lock' as well; remove one of the two
void lock(struct table *t) __locked_by(t) __acquires_lock(t);
/* Two declarations of one function count together. */
void late(struct table *t __owned);
// CHECK: contradiction.c:[[@LINE+1]]:{{[0-9]+}}: error: __borrowed contradicts __owned, said of 't' as well; remove one of the two
void late(struct table *t __borrowed);
// CHECK: contradiction.c:[[@LINE+1]]:{{[0-9]+}}: error: __owned_by contradicts __owned_by, said of 't' as well; remove one of the two
void two(struct table *a, struct table *b, struct table *t __owned_by(a) __owned_by(b));
/* Saying the same again is fine. */
void same(struct table *t __maps);
void same(struct table *t __maps);

void use(struct table *t)
{
	keep(t);
	turn(t);
	again(t);
	lock(t);
	late(t);
	two(t, t, t);
	same(t);
}
