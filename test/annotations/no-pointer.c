/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error:
#include "custody.h"

struct table {
	int x;
// CHECK: no-pointer.c:[[@LINE+1]]:{{[0-9]+}}: error: __owned speaks of what a pointer points to, but 'count' is no pointer to an object; remove it
	int count __owned;
};
// CHECK: no-pointer.c:[[@LINE+1]]:{{[0-9]+}}: error: __owned speaks of what a pointer points to, but 'n' is no pointer to an object; remove it
void number(int n __owned);
// CHECK: no-pointer.c:[[@LINE+1]]:{{[0-9]+}}: error: __owned speaks of what a pointer points to, but the result of count is no pointer to an object; remove it
int count(struct table *t) __owned;

int use(struct table *t)
{
	number(t->count);
	return count(t);
}
