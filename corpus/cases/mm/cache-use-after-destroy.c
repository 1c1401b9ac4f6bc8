/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>
#include <linux/mempool.h>

void exit_bad(mempool_t *pool, struct kmem_cache *cache)
{
	mempool_destroy(pool);
	kmem_cache_destroy(cache);
// CHECK: cache-use-after-destroy.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pool' used after it was destroyed [custody-cache-use-after-destroy]
	mempool_destroy(pool);
}

void *last_bad(struct kmem_cache *cache)
{
	kmem_cache_destroy(cache);
// CHECK: cache-use-after-destroy.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cache' used after it was destroyed [custody-cache-use-after-destroy]
	return kmem_cache_alloc(cache, GFP_KERNEL);
}

void exit_ok(mempool_t *pool, struct kmem_cache *cache)
{
	mempool_destroy(pool);
	kmem_cache_destroy(cache);
}
