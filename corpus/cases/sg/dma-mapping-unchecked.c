/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

void hw_run(dma_addr_t addr);

void untested_bad(struct device *dev, void *p)
{
	dma_addr_t addr = dma_map_single(dev, p, 64, DMA_TO_DEVICE);

	hw_run(addr);
// CHECK: dma-mapping-unchecked.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_single_attrs() on 'addr', which was mapped but never tested with dma_mapping_error() [custody-dma-mapping-unchecked]
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
}

int tested_ok(struct device *dev, void *p)
{
	dma_addr_t addr = dma_map_single(dev, p, 64, DMA_TO_DEVICE);

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	hw_run(addr);
	dma_unmap_single(dev, addr, 64, DMA_TO_DEVICE);
	return 0;
}
