/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error:
#include "custody.h"

struct table;
// CHECK: misplaced.c:[[@LINE+1]]:{{[0-9]+}}: error: __maps can't stand on a function; put it on a parameter
void all(struct table *t) __maps;
// CHECK: misplaced.c:[[@LINE+1]]:{{[0-9]+}}: error: __acquires_lock can't stand on a parameter; put it on a function
void one(struct table *t __acquires_lock(t));
// CHECK: misplaced.c:[[@LINE+1]]:{{[0-9]+}}: error: __pinned can't stand on a parameter; put it on a struct
void two(struct table *t __pinned);

struct holder {
// CHECK: misplaced.c:[[@LINE+1]]:{{[0-9]+}}: error: __mapped can't stand on a field; put it on a function or a parameter
	struct table *t __mapped;
};
// CHECK: misplaced.c:[[@LINE+1]]:{{[0-9]+}}: error: __owned can't stand on a variable; put it on a function, a parameter or a field
struct table *all_of_them __owned;
// CHECK: misplaced.c:[[@LINE+1]]:{{[0-9]+}}: error: __owned can't stand on a struct; put it on a function, a parameter or a field
struct __owned kept {
	struct holder h;
};

void use(struct kept *k)
{
	all(k->h.t);
	one(all_of_them);
	two(k->h.t);
}
