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

struct host {
	struct device *dev;
	void *table;
	dma_addr_t handle;
};

/* Whoever has allocated it: it has one owner. */
void table_bad(struct host *h)
{
	dma_free_coherent(h->dev, 4096, h->table, h->handle);
// CHECK: dma-memory-double-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_free_coherent() on 'h->table', which was already freed [custody-dma-memory-double-free]
	dma_free_coherent(h->dev, 4096, h->table, h->handle);
}

void table_ok(struct host *h)
{
	dma_free_coherent(h->dev, 4096, h->table, h->handle);
	h->table = NULL;
}

struct block {
	struct block *next;
	dma_addr_t handle;
};

/* The last block has no next one, and the loop ends behind it. */
void blocks_ok(struct dma_pool *pool, struct block *first, unsigned int count)
{
	struct block *next = first, *now;
	unsigned int i;

	for (i = 0; i < count; i++) {
		now = next;
		if (i != count - 1)
			next = now->next;
		dma_pool_free(pool, now, now->handle);
	}
}
