/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

struct port {
	struct {
		int id;
	} left, right;
};

int relay_bad(struct port *p, struct scatterlist *sg)
{
	if (!dma_map_sg((struct device *)&p->left, sg, 4, DMA_TO_DEVICE))
		return -EIO;
// CHECK: dma-unmap-device.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sg' unmapped for '&p->right', but mapped for '&p->left' [custody-dma-unmap-device]
	dma_unmap_sg((struct device *)&p->right, sg, 4, DMA_TO_DEVICE);
	return 0;
}

int relay_ok(struct device *one, struct device *other, struct scatterlist *sg)
{
	if (!dma_map_sg(one, sg, 4, DMA_TO_DEVICE))
		return -EIO;
	/* They may be one device. */
	dma_unmap_sg(other, sg, 4, DMA_TO_DEVICE);
	return 0;
}
