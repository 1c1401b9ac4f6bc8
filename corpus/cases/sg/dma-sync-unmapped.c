/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

int peek_bad(struct device *dev, void *p)
{
	dma_addr_t addr = dma_map_single(dev, p, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
// CHECK: dma-sync-unmapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_sync_single_for_cpu() on 'addr', which is not mapped: it was unmapped [custody-dma-sync-unmapped]
	dma_sync_single_for_cpu(dev, addr, 64, DMA_FROM_DEVICE);
	return 0;
}

int peek_ok(struct device *dev, void *p)
{
	dma_addr_t addr = dma_map_single(dev, p, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	dma_sync_single_for_cpu(dev, addr, 64, DMA_FROM_DEVICE);
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	return 0;
}
