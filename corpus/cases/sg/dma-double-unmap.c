/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

int hw_run(dma_addr_t addr);

int run_bad(struct device *dev, void *p)
{
	dma_addr_t addr = dma_map_single(dev, p, 64, DMA_FROM_DEVICE);
	int ret;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	ret = hw_run(addr);
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	if (ret)
		goto unmap;
	return 0;
unmap:
// CHECK: dma-double-unmap.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_single_attrs() on 'addr', which was unmapped already [custody-dma-double-unmap]
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	return ret;
}

void list_bad(struct device *dev, struct scatterlist *sg)
{
	dma_unmap_sg(dev, sg, 4, DMA_TO_DEVICE);
// CHECK: dma-double-unmap.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_sg_attrs() on 'sg', which was unmapped already [custody-dma-double-unmap]
	dma_unmap_sg(dev, sg, 4, DMA_TO_DEVICE);
}

int run_ok(struct device *dev, void *p)
{
	dma_addr_t addr = dma_map_single(dev, p, 64, DMA_FROM_DEVICE);
	int ret;

	if (dma_mapping_error(dev, addr))
		return -ENOMEM;
	ret = hw_run(addr);
	dma_unmap_single(dev, addr, 64, DMA_FROM_DEVICE);
	return ret;
}
