/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

int ring_bad(struct device *dev)
{
	dma_addr_t handle;
	u32 *ring = dma_alloc_coherent(dev, 4096, &handle, 0);

	if (!ring)
		return -ENOMEM;
	dma_free_coherent(dev, 4096, ring, handle);
// CHECK: dma-memory-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'ring[0]' used after it was freed [custody-dma-memory-use-after-free]
	return ring[0];
}

int ring_ok(struct device *dev)
{
	dma_addr_t handle;
	u32 *ring = dma_alloc_coherent(dev, 4096, &handle, 0);
	u32 first;

	if (!ring)
		return -ENOMEM;
	first = ring[0];
	dma_free_coherent(dev, 4096, ring, handle);
	return first;
}
