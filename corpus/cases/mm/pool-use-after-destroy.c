/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/genalloc.h>

unsigned long late_bad(struct gen_pool *pool)
{
	gen_pool_destroy(pool);
// CHECK: pool-use-after-destroy.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pool' used after it was destroyed [custody-pool-use-after-destroy]
	return gen_pool_alloc(pool, 64);
}

void early_ok(struct gen_pool *pool)
{
	unsigned long a = gen_pool_alloc(pool, 64);

	if (a)
		gen_pool_free(pool, a, 64);
	gen_pool_destroy(pool);
}
