/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error:
#include "custody.h"

struct table {
	int x;
};
// CHECK: typestate.c:[[@LINE+1]]:{{[0-9]+}}: error: __typestate: no protocol 'maping'; did you mean 'mapping'?
void one(struct table *t __typestate(maping, mapped, unmapped));
// CHECK: typestate.c:[[@LINE+1]]:{{[0-9]+}}: error: __typestate: protocol 'mapping' has no state 'maped'; did you mean 'mapped'?
void two(struct table *t __typestate(mapping, unmapped | maped, unmapped));
// CHECK: typestate.c:[[@LINE+1]]:{{[0-9]+}}: error: __typestate: protocol 'mapping' has no state 'gone'; see 'custody rules --dot' for its states
void three(struct table *t __typestate(mapping, any, gone));
void four(struct table *t __typestate(mapping, mapped | unmapped, same));

void use(struct table *t)
{
	one(t);
	two(t);
	three(t);
	four(t);
}
