/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error:
#include "custody.h"

/* rules/linux/base.rules knows better: kfree() frees what it is given. */
// CHECK: against-rules.c:[[@LINE+1]]:{{[0-9]+}}: error: __typestate contradicts what linux/base.rules:{{[0-9:]+}} says of 'p' in protocol 'memory'; correct one of the two
void kfree(const void *p __typestate(memory, freed, live));

void use(void *p)
{
	kfree(p);
}
