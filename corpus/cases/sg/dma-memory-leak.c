/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

int hw_ready(struct device *dev);
struct card {
	void *ring;
	dma_addr_t handle;
};

int card_bad(struct card *c, struct device *dev)
{
	void *ring = dma_alloc_coherent(dev, 4096, &c->handle, 0);

	if (!ring)
		return -ENOMEM;
	if (!hw_ready(dev))
// CHECK: dma-memory-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'ring' is lost on this path; nothing frees it [custody-dma-memory-leak]
		return -EIO;
	c->ring = ring;
	return 0;
}

int card_ok(struct card *c, struct device *dev)
{
	void *ring = dma_alloc_coherent(dev, 4096, &c->handle, 0);

	if (!ring)
		return -ENOMEM;
	if (!hw_ready(dev)) {
		dma_free_coherent(dev, 4096, ring, c->handle);
		return -EIO;
	}
	c->ring = ring;
	return 0;
}
