/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include "custody.h"

struct shop;
int shop_pour(struct shop *s __borrowed);

static void drain(struct shop *s) __custody_strict;
static void drain(struct shop *s)
{
	if (shop_pour(s))
// CHECK: not-followed.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show what drain() does: it is not followed to its end; make it smaller, or give it a contract and __trusted [custody-strict-not-followed]
		drain(s);
}

__custody_strict void drain_bad(struct shop *s)
{
	drain(s);
}

__custody_strict void swap_bad(struct shop **a, struct shop *b)
{
// CHECK: not-followed.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show what 'asm' does: it is not followed to its end; make it smaller, or give it a contract and __trusted [custody-strict-not-followed]
	__asm__("xchg %0, %1" : "+m"(*a), "+r"(b));
}

__custody_strict void drain_ok(struct shop *s)
{
	while (shop_pour(s))
		;
	__asm__ volatile("" ::: "memory");
}

/* Nobody asked. */
void swap_ok(struct shop **a, struct shop *b)
{
	__asm__("xchg %0, %1" : "+m"(*a), "+r"(b));
}
