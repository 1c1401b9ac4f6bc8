/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

int status_bad(struct device *dev, void *p)
{
	dma_addr_t addr = dma_map_single(dev, p, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
// CHECK: dma-unmap-size.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'addr' unmapped with size '32', but mapped with size '64' [custody-dma-unmap-size]
	dma_unmap_single(dev, addr, 32, DMA_FROM_DEVICE);
	return 0;
}

int status_ok(struct device *dev, void *p)
{
	dma_addr_t addr = dma_map_single(dev, p, 64, DMA_FROM_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	return 0;
}
