/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

void teardown_bad(struct dma_pool *pool, void *p, dma_addr_t handle)
{
	dma_pool_destroy(pool);
// CHECK: dma-pool-use-after-destroy.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pool' used after its pool was destroyed [custody-dma-pool-use-after-destroy]
	dma_pool_free(pool, p, handle);
}

void teardown_ok(struct dma_pool *pool, void *p, dma_addr_t handle)
{
	dma_pool_free(pool, p, handle);
	dma_pool_destroy(pool);
}
