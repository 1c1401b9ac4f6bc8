/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/err.h>

int hw_start(struct scatterlist *sg, int n);

int send_bad(struct device *dev, struct scatterlist *sg, int nents)
{
	int n = dma_map_sg(dev, sg, nents, DMA_TO_DEVICE);

	if (!n)
		return -EIO;
// CHECK: dma-unmap-count.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sg' unmapped with 'n' entries, but mapped with 'nents' [custody-dma-unmap-count]
	dma_unmap_sg(dev, sg, n, DMA_TO_DEVICE);
	return 0;
}

int send_ok(struct device *dev, struct scatterlist *sg, int nents)
{
	int n = dma_map_sg(dev, sg, nents, DMA_TO_DEVICE);

	if (!n)
		return -EIO;
	dma_unmap_sg(dev, sg, nents, DMA_TO_DEVICE);
	return 0;
}
