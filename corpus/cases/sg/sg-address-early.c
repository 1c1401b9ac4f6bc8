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

static unsigned int length(struct sg_table *t)
{
	return sg_dma_len(t->sgl);
}

int below_bad(struct hw *h)
{
// CHECK: sg-address-early.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'h->sgt.sgl->dma_length' read before map() maps its list [custody-sg-address-early]
	h->len = length(&h->sgt);
	return map(h);
}

static void program(struct hw *h, struct scatterlist *sg)
{
	h->addr = sg_dma_address(sg);
	h->ready = 1;
}

int programmed_bad(struct hw *h, struct scatterlist *sg, int n)
{
// CHECK: sg-address-early.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sg->dma_address' read before dma_map_sg_attrs() maps its list [custody-sg-address-early]
	program(h, sg);
	return dma_map_sg(h->dev, sg, n, DMA_FROM_DEVICE) ? 0 : -EIO;
}

/* Two functions further down, on all of their ways. */
static void prepare(struct hw *h, struct scatterlist *sg, int fast)
{
	if (fast)
		h->len = 0;
	program(h, sg);
}

int prepared_bad(struct hw *h, struct scatterlist *sg, int n)
{
// CHECK: sg-address-early.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sg->dma_address' read before dma_map_sg_attrs() maps its list [custody-sg-address-early]
	prepare(h, sg, n > 4);
	return dma_map_sg(h->dev, sg, n, DMA_FROM_DEVICE) ? 0 : -EIO;
}

int mapped_first_ok(struct hw *h, struct scatterlist *sg, int n)
{
	if (!dma_map_sg(h->dev, sg, n, DMA_FROM_DEVICE))
		return -EIO;
	program(h, sg);
	return 0;
}

/* It asks, and does no more. */
static int is_mapped(struct scatterlist *sg)
{
	return sg_dma_address(sg) != 0;
}

int asked_below_ok(struct hw *h, struct scatterlist *sg, int n)
{
	if (is_mapped(sg))
		return 0;
	return dma_map_sg(h->dev, sg, n, DMA_FROM_DEVICE) ? 0 : -EIO;
}

/* Only where the device is told that it is mapped already. */
static void program_if(struct hw *h, struct scatterlist *sg)
{
	if (h->ready)
		h->addr = sg_dma_address(sg);
}

int sometimes_ok(struct hw *h, struct scatterlist *sg, int n)
{
	program_if(h, sg);
	return dma_map_sg(h->dev, sg, n, DMA_FROM_DEVICE) ? 0 : -EIO;
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
