/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/err.h>

void sg_set_buf(struct scatterlist *sg, const void *buf, unsigned int len);
void sg_set_page(struct scatterlist *sg, struct page *page, unsigned int len, unsigned int offset);
void sg_mark_end(struct scatterlist *sg);

struct import {
	struct dma_buf_attachment *att;
	struct sg_table *sgt, own;
};

int page_bad(struct dma_buf_attachment *a, struct page *page)
{
	struct sg_table *t = dma_buf_map_attachment(a, DMA_TO_DEVICE);

	if (IS_ERR(t))
		return PTR_ERR(t);
// CHECK: dma-buf-table-modified.c:[[@LINE+1]]:{{[0-9]+}}: warning: sg_set_page() changes 't->sgl', which belongs to the exporter of the DMA-buf [custody-dma-buf-table-modified]
	sg_set_page(t->sgl, page, 4096, 0);
	dma_buf_unmap_attachment(a, t, DMA_TO_DEVICE);
	return 0;
}

int member_bad(struct import *i, void *head)
{
	i->sgt = dma_buf_map_attachment(i->att, DMA_TO_DEVICE);
	if (IS_ERR(i->sgt))
		return PTR_ERR(i->sgt);
// CHECK: dma-buf-table-modified.c:[[@LINE+1]]:{{[0-9]+}}: warning: sg_set_buf() changes 'i->sgt->sgl', which belongs to the exporter of the DMA-buf [custody-dma-buf-table-modified]
	sg_set_buf(i->sgt->sgl, head, 64);
	return 0;
}

static void cut(struct scatterlist *sg)
{
	sg_mark_end(sg);
}

int helper_bad(struct import *i)
{
	struct sg_table *t = dma_buf_map_attachment(i->att, DMA_FROM_DEVICE);

	if (IS_ERR(t))
		return PTR_ERR(t);
// CHECK: dma-buf-table-modified.c:[[@LINE+1]]:{{[0-9]+}}: warning: cut() changes 't->sgl', which belongs to the exporter of the DMA-buf [custody-dma-buf-table-modified]
	cut(t->sgl);
	i->sgt = t;
	return 0;
}

int own_ok(struct import *i, struct page *page)
{
	struct sg_table *t = dma_buf_map_attachment(i->att, DMA_TO_DEVICE);
	int ret;

	if (IS_ERR(t))
		return PTR_ERR(t);
	ret = sg_alloc_table(&i->own, t->nents, 0);
	if (!ret)
		sg_set_page(i->own.sgl, page, 4096, 0);
	dma_buf_unmap_attachment(i->att, t, DMA_TO_DEVICE);
	return ret;
}

void list_ok(struct scatterlist *sg, struct page *page)
{
	sg_set_page(sg, page, 4096, 0);
	cut(sg);
}

int read_ok(struct import *i, unsigned int *len)
{
	struct sg_table *t = dma_buf_map_attachment(i->att, DMA_TO_DEVICE);

	if (IS_ERR(t))
		return PTR_ERR(t);
	*len = t->sgl->length;
	dma_buf_unmap_attachment(i->att, t, DMA_TO_DEVICE);
	return 0;
}
