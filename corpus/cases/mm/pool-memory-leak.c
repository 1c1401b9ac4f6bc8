/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/genalloc.h>

struct ring {
	unsigned long sram;
};
int start(void);

int ring_bad(struct ring *r, struct gen_pool *pool)
{
	unsigned long sram = gen_pool_alloc(pool, 64);

	if (!sram)
		return -ENOMEM;
	if (start())
// CHECK: pool-memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sram' is lost on this path; nothing gives it back to its pool [custody-pool-memory-leak]
		return -EIO;
	r->sram = sram;
	return 0;
}

int ring_ok(struct ring *r, struct gen_pool *pool)
{
	unsigned long sram = gen_pool_alloc(pool, 64);

	if (!sram)
		return -ENOMEM;
	if (start()) {
		gen_pool_free(pool, sram, 64);
		return -EIO;
	}
	r->sram = sram;
	return 0;
}
