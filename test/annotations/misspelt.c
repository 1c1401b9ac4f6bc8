/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error:
#include "custody.h"

/* Written by hand, past the macros of custody.h. */
// CHECK: misspelt.c:[[@LINE+1]]:{{[0-9]+}}: error: no annotation 'custody.ownd'; did you mean 'owned'?
int *give(void) __attribute__((annotate("custody.ownd")));

int use(void)
{
	return give() != 0;
}
