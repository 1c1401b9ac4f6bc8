/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/genalloc.h>

int trial_bad(struct gen_pool *pool)
{
	unsigned long a = gen_pool_alloc(pool, 128);

	if (!a)
		return -ENOMEM;
// CHECK: pool-size-mismatch.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'a' given back with size '64', but allocated with size '128' [custody-pool-size-mismatch]
	gen_pool_free(pool, a, 64);
	return 0;
}

int trial_ok(struct gen_pool *pool, size_t size)
{
	unsigned long a = gen_pool_alloc(pool, size);

	if (!a)
		return -ENOMEM;
	gen_pool_free(pool, a, size);
	return 0;
}
