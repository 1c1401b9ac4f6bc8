/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/err.h>

struct hw {
	struct device *dev;
	dma_addr_t addr;
	unsigned int len, ready;
	struct sg_table sgt;
};

int table_bad(struct hw *h, struct sg_table *t)
{
// CHECK: sg-address-early.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't->sgl->dma_address' read before dma_map_sgtable() maps its list [custody-sg-address-early]
	h->addr = sg_dma_address(t->sgl);
	return dma_map_sgtable(h->dev, t, DMA_TO_DEVICE, 0);
}

int list_bad(struct hw *h, struct scatterlist *sg, int n)
{
// CHECK: sg-address-early.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sg->dma_address' read before dma_map_sg_attrs() maps its list [custody-sg-address-early]
	dma_addr_t addr = sg_dma_address(sg);

	if (!dma_map_sg(h->dev, sg, n, DMA_FROM_DEVICE))
		return -EIO;
	h->addr = addr;
	return 0;
}

static int map(struct hw *h)
{
	return dma_map_sgtable(h->dev, &h->sgt, DMA_FROM_DEVICE, 0);
}

int helper_bad(struct hw *h)
{
// CHECK: sg-address-early.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'h->sgt.sgl->dma_length' read before map() maps its list [custody-sg-address-early]
	h->len = sg_dma_len(h->sgt.sgl);
	return map(h);
}

/* What is read in a function that is called is not followed. */
static unsigned int length(struct sg_table *t)
{
	return sg_dma_len(t->sgl);
}

int FN_below_bad(struct hw *h)
{
	h->len = length(&h->sgt);
	return map(h);
}

int behind_ok(struct hw *h, struct sg_table *t)
{
	int ret = dma_map_sgtable(h->dev, t, DMA_TO_DEVICE, 0);

	if (!ret)
		h->addr = sg_dma_address(t->sgl);
	return ret;
}

/* It asks whether there is a mapping yet. */
int asked_ok(struct hw *h, struct sg_table *t)
{
	if (sg_dma_address(t->sgl))
		return 0;
	return dma_map_sgtable(h->dev, t, DMA_TO_DEVICE, 0);
}

/* It was mapped before, and is mapped anew. */
int anew_ok(struct hw *h, struct scatterlist *sg, int n)
{
	h->addr = sg_dma_address(sg);
	dma_unmap_sg(h->dev, sg, n, DMA_TO_DEVICE);
	return dma_map_sg(h->dev, sg, n, DMA_FROM_DEVICE) ? 0 : -EIO;
}

/* Only one of both. */
int either_ok(struct hw *h, struct scatterlist *sg, int n)
{
	if (h->ready) {
		h->addr = sg_dma_address(sg);
		return 0;
	}
	return dma_map_sg(h->dev, sg, n, DMA_FROM_DEVICE) ? 0 : -EIO;
}
