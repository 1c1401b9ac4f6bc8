/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/vmalloc.h>

struct header {
	int magic;
};

int magic_bad(struct header *h)
{
	vunmap(h);
// CHECK: vmap-use-after-unmap.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'h->magic' used after it was unmapped [custody-vmap-use-after-unmap]
	return h->magic;
}

int magic_ok(struct header *h)
{
	int magic = h->magic;

	vunmap(h);
	return magic;
}
