/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

int hw_ready(void);
struct card {
	struct dma_pool *pool;
};

int pool_bad(struct card *c, struct device *dev)
{
	struct dma_pool *pool = dma_pool_create("card", dev, 64, 64, 0);

	if (!pool)
		return -ENOMEM;
	if (!hw_ready())
// CHECK: dma-pool-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pool' is lost on this path; nothing destroys it [custody-dma-pool-leak]
		return -EIO;
	c->pool = pool;
	return 0;
}

int pool_ok(struct card *c, struct device *dev)
{
	struct dma_pool *pool = dma_pool_create("card", dev, 64, 64, 0);

	if (!pool)
		return -ENOMEM;
	if (!hw_ready()) {
		dma_pool_destroy(pool);
		return -EIO;
	}
	c->pool = pool;
	return 0;
}
