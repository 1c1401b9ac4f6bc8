/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>

void unmap_list(struct scatterlist *sg);

void stop_bad(struct device *dev, struct sg_table *t)
{
	struct scatterlist *sg = t->sgl;

	sg_free_table(t);
// CHECK: sg-unmap-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_unmap_sg_attrs() on 'sg', whose table was freed [custody-sg-unmap-after-free]
	dma_unmap_sg(dev, sg, 4, DMA_TO_DEVICE);
}

void stop_ok(struct device *dev, struct sg_table *t)
{
	dma_unmap_sg(dev, t->sgl, t->orig_nents, DMA_TO_DEVICE);
	sg_free_table(t);
}
