/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-ir=%t.cir %s 2>&1 | %FileCheck %s --implicit-check-not=error:
// RUN: not %custody ir --check %t.cir | %FileCheck %s --implicit-check-not=error:
/* On what no annotation may stand, it is an error as well; used or not. */
#include "custody.h"

struct brew {
	int strength;
};
struct brew *brew_new(void) __owned;

// CHECK: stray.c:[[@LINE+1]]:{{[0-9]+}}: error: __owned can't stand on a type; put it on a function, a parameter or a field
typedef struct brew *brew_t __owned;
// CHECK: stray.c:[[@LINE+1]]:{{[0-9]+}}: error: __pinned can't stand on a type; put it on a struct
enum __pinned size { SMALL };
// CHECK: stray.c:[[@LINE+1]]:{{[0-9]+}}: error: no annotation 'custody.ownd'; did you mean 'owned'?
typedef int brew_id __attribute__((annotate("custody.ownd")));

struct ops {
// CHECK: stray.c:[[@LINE+1]]:{{[0-9]+}}: error: __owned can't stand on a parameter of a function pointer; put it on a function, a parameter or a field
	void (*drop)(struct brew *b __owned);
// CHECK: stray.c:[[@LINE+1]]:{{[0-9]+}}: error: __owned speaks of what a pointer points to, but 'make' is no pointer to an object; remove it
	struct brew *(*make)(void) __owned;
};

// CHECK: stray.c:[[@LINE+1]]:{{[0-9]+}}: error: __maps can't stand on a function; put it on a parameter
void never_called(struct brew *b) __maps;
struct never_used {
// CHECK: stray.c:[[@LINE+1]]:{{[0-9]+}}: error: struct never_used has no member 'lock'; name one of its members
	int count __locked_by(lock);
};

void body(struct ops *o)
{
// CHECK: stray.c:[[@LINE+1]]:{{[0-9]+}}: error: __owned can't stand on a local variable; put it on a function, a parameter or a field
	struct brew *local __owned = brew_new();
// CHECK: stray.c:[[@LINE+1]]:{{[0-9]+}}: error: __borrowed can't stand on a variable; put it on a function, a parameter or a field
	static struct brew *kept __borrowed;
// CHECK: stray.c:[[@LINE+1]]:{{[0-9]+}}: error: __pinned can't stand on a type; put it on a struct
	typedef int inner __pinned;

// CHECK: stray.c:[[@LINE+1]]:{{[0-9]+}}: error: __owned can't stand on a statement; put it on a function, a parameter or a field
	__custody("custody.owned") {
		o->drop(local);
	}
// CHECK: stray.c:[[@LINE+1]]:{{[0-9]+}}: error: __custody_allow can't stand on a statement; put it on a function
	__custody_allow("owned-leak", "not here") {
		kept = local;
	}
}
