/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

int queue_bad(struct device *dev, struct scatterlist *sg)
{
	int n = dma_map_sg(dev, sg, 4, DMA_TO_DEVICE);

// CHECK: sg-unmap-failed.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_sg_attrs() on 'sg', which is not mapped: that failed [custody-sg-unmap-failed]
	dma_unmap_sg(dev, sg, 4, DMA_TO_DEVICE);
	return n ? 0 : -EIO;
}

int queue_ok(struct device *dev, struct scatterlist *sg)
{
	int n = dma_map_sg(dev, sg, 4, DMA_TO_DEVICE);

	if (!n)
		return -EIO;
	dma_unmap_sg(dev, sg, 4, DMA_TO_DEVICE);
	return 0;
}
