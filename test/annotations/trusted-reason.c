/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error:
#include "custody.h"

int read_hw(void);

// CHECK: trusted-reason.c:[[@LINE+1]]:{{[0-9]+}}: error: __trusted without a reason; say why this need not be checked
__trusted("") int whole(int *p)
{
	return *p;
}

int block(int *p)
{
// CHECK: trusted-reason.c:[[@LINE+1]]:{{[0-9]+}}: error: __trusted without a reason; say why this need not be checked
	__trusted_block("") {
		*p = read_hw();
	}
	__trusted_block("the hardware fills it") {
		*p = read_hw();
	}
	return whole(p);
}

__trusted("checked by hand on 2 May") int fine(int *p)
{
	__trusted("set by firmware") int start = *p;

	return start;
}
