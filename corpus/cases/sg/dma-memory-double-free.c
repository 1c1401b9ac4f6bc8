/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

int hw_setup(dma_addr_t handle);

int block_bad(struct dma_pool *pool)
{
	dma_addr_t handle;
	void *p = dma_pool_alloc(pool, 0, &handle);
	int ret;

	if (!p)
		return -ENOMEM;
	ret = hw_setup(handle);
	if (ret)
		dma_pool_free(pool, p, handle);
// CHECK: dma-memory-double-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_pool_free() on 'p', which was already freed [custody-dma-memory-double-free]
	dma_pool_free(pool, p, handle);
	return ret;
}

int block_ok(struct dma_pool *pool)
{
	dma_addr_t handle;
	void *p = dma_pool_alloc(pool, 0, &handle);
	int ret;

	if (!p)
		return -ENOMEM;
	ret = hw_setup(handle);
	dma_pool_free(pool, p, handle);
	return ret;
}
