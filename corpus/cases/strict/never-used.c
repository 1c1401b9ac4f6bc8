/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/slab.h>

/* Registered nowhere, and called nowhere: what it is there to free stays. */
// CHECK: never-used.c:[[@LINE+1]]:{{[0-9]+}}: error: buffer_drop_bad() is never used: nothing else here does what it is there for [custody-never-used]
static void buffer_drop_bad(void *buffer)
{
	kfree(buffer);
}

static void buffer_free_ok(void *buffer)
{
	kfree(buffer);
}

void (*buffer_free)(void *) = buffer_free_ok;
