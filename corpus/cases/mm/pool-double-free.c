/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/genalloc.h>

int stop(void);

int end_bad(struct gen_pool *pool, unsigned long sram)
{
	int ret = stop();

	if (ret)
		gen_pool_free(pool, sram, 64);
// CHECK: pool-double-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: gen_pool_free() on 'sram', which was given back [custody-pool-double-free]
	gen_pool_free(pool, sram, 64);
	return ret;
}

int end_ok(struct gen_pool *pool, unsigned long sram)
{
	int ret = stop();

	gen_pool_free(pool, sram, 64);
	return ret;
}
