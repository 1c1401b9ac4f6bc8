/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A leak is told where it happens, not once more in each caller. */
#include "custody.h"

struct brew;
struct brew *brew_new(void) __owned;

int inner_bad(void)
{
	struct brew *b = brew_new();

// CHECK: leak-in-callee.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b' is owned here, and the last pointer to it is lost [custody-owned-leak]
	return b != 0;
}

int outer_ok(void)
{
	return inner_bad();
}
