/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error:
#include "custody.h"

struct table {
	int x;
};
// CHECK: arguments.c:[[@LINE+1]]:{{[0-9]+}}: error: __typestate takes 3 arguments, not 2; correct it
void few(struct table *t __attribute__((annotate("custody.typestate", "mapping", "mapped"))));
// CHECK: arguments.c:[[@LINE+1]]:{{[0-9]+}}: error: __maps takes 0 arguments, not 1; correct it
void many(struct table *t __attribute__((annotate("custody.maps", "t"))));
// CHECK: arguments.c:[[@LINE+1]]:{{[0-9]+}}: error: __acquires_lock: argument 1 is empty; name something
void none(struct table *t) __acquires_lock();

void use(struct table *t)
{
	few(t);
	many(t);
	none(t);
}
