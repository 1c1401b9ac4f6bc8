/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* After its last put a counted object is gone; after any other it is not. */
#include "custody.h"

struct __refcounted(thing_get, thing_put) thing {
	int size;
};
struct thing *thing_get(struct thing *t);
void thing_put(struct thing *t);
struct thing *thing_new(void) __owned;

int put_bad(void)
{
	struct thing *t = thing_new();

	if (!t)
		return -1;
	thing_put(t);
// CHECK: effect-refcounted.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-{{.*}}]
	return t->size;
}

int put_ok(struct thing *t)
{
	thing_get(t);
	thing_put(t);
	return t->size;
}
