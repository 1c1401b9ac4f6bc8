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

/* A flag that is set behind mapping only says whether there is anything to unmap. */
struct transfer {
	unsigned int flags;
	int (*start)(struct transfer *t);
};

int transfer_ok(struct device *dev, struct transfer *t, struct scatterlist *sg)
{
	if (!dma_map_sg(dev, sg, 4, DMA_TO_DEVICE))
		goto out;
	t->flags |= 2;
	if (t->start(t))
		goto out;
	return 0;
out:
	if (t->flags & 2) {
		t->flags &= ~2;
		dma_unmap_sg(dev, sg, 4, DMA_TO_DEVICE);
	}
	return -EIO;
}

int transfer_bad(struct device *dev, struct transfer *t, struct scatterlist *sg)
{
	t->flags |= 2;
	if (!dma_map_sg(dev, sg, 4, DMA_TO_DEVICE))
		goto out;
	if (t->start(t))
		goto out;
	return 0;
out:
	if (t->flags & 2)
// CHECK: sg-unmap-failed.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_sg_attrs() on 'sg', which is not mapped: that failed [custody-sg-unmap-failed]
		dma_unmap_sg(dev, sg, 4, DMA_TO_DEVICE);
	return -EIO;
}

/* What mapping gave is kept there, and no flag: that it is cleared later says nothing of the mapping. */
struct part {
	void *data;
	dma_addr_t addr;
};

int parts_bad(struct device *dev, struct part *list, int n)
{
	int i, j;

	for (i = 0; i < n; i++) {
		if (list[i].data) {
			list[i].addr = dma_map_single(dev, list[i].data, 64, DMA_TO_DEVICE);
			if (dma_mapping_error(dev, list[i].addr))
				goto undo;
		}
	}
	return 0;
undo:
	for (j = 0; j < i; j++) {
		if (list[j].addr) {
// CHECK: sg-unmap-failed.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_single_attrs() on 'list[i].addr', whose mapping failed [custody-dma-unmap-failed]
			dma_unmap_single(dev, list[i].addr, 64, DMA_TO_DEVICE);
		}
		list[j].addr = 0;
	}
	return -EIO;
}
