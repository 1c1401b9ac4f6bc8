/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/err.h>

struct hw {
	struct device *dev;
	dma_addr_t addr;
	struct sg_table *t;
};

int program_bad(struct hw *h, struct sg_table *t, int n)
{
	if (sg_alloc_table(t, n, 0))
		return -ENOMEM;
// CHECK: sg-address-unmapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't->sgl->dma_address' read, but its list is not mapped yet [custody-sg-address-unmapped]
	h->addr = t->sgl->dma_address;
	if (dma_map_sgtable(h->dev, t, DMA_TO_DEVICE, 0)) {
		sg_free_table(t);
		return -EIO;
	}
	return 0;
}

int program_ok(struct hw *h, struct sg_table *t, int n)
{
	if (sg_alloc_table(t, n, 0))
		return -ENOMEM;
	if (dma_map_sgtable(h->dev, t, DMA_TO_DEVICE, 0)) {
		sg_free_table(t);
		return -EIO;
	}
	h->addr = t->sgl->dma_address;
	return 0;
}

int failed_bad(struct hw *h, struct scatterlist *sg, int n)
{
	dma_map_sg(h->dev, sg, n, DMA_TO_DEVICE);
// CHECK: sg-address-unmapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sg->dma_address' read, but its list is not mapped: that failed [custody-sg-address-unmapped]
	h->addr = sg->dma_address;
	return 0;
}

/* Whoever writes the address himself may read it. */
int own_address_ok(struct hw *h, struct sg_table *t, int n, dma_addr_t at)
{
	if (sg_alloc_table(t, n, 0))
		return -ENOMEM;
	t->sgl->dma_address = at;
	h->addr = t->sgl->dma_address;
	return 0;
}

/* Code that isn't seen may map what hangs on what it is given. */
void hw_map(struct hw *h);
int mapped_elsewhere_ok(struct hw *h, struct sg_table *t, int n)
{
	if (sg_alloc_table(t, n, 0))
		return -ENOMEM;
	h->t = t;
	hw_map(h);
	h->addr = t->sgl->dma_address;
	return 0;
}

/* An exporter that fills in the addresses of a list, entry by entry. */
struct scatterlist *sg_next(struct scatterlist *sg);
int fills_in_ok(struct hw *h, struct sg_table *t, int n, dma_addr_t at)
{
	struct scatterlist *sg;
	int i;

	if (sg_alloc_table(t, n, 0))
		return -ENOMEM;
	for (sg = t->sgl, i = 0; i < n; i++, sg = sg_next(sg))
		sg->dma_address = at + i;
	for (sg = t->sgl; sg; sg = sg_next(sg))
		h->addr += sg->dma_address;
	return 0;
}
