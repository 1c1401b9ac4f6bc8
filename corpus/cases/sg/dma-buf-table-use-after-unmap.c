/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/err.h>

struct import {
	struct dma_buf_attachment *attachment;
	struct sg_table *table;
	unsigned int entries;
};

int count_bad(struct dma_buf_attachment *a)
{
	struct sg_table *t = dma_buf_map_attachment(a, DMA_TO_DEVICE);

	if (IS_ERR(t))
		return PTR_ERR(t);
	dma_buf_unmap_attachment(a, t, DMA_TO_DEVICE);
// CHECK: dma-buf-table-use-after-unmap.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't->nents' used after it was unmapped: the exporter has taken it back [custody-dma-buf-table-use-after-unmap]
	return t->nents;
}

unsigned int released_bad(struct import *i)
{
	dma_buf_unmap_attachment(i->attachment, i->table, DMA_TO_DEVICE);
// CHECK: dma-buf-table-use-after-unmap.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'i->table->orig_nents' used after it was unmapped: the exporter has taken it back [custody-dma-buf-table-use-after-unmap]
	return i->table->orig_nents;
}

static void release(struct import *i)
{
	dma_buf_unmap_attachment(i->attachment, i->table, DMA_TO_DEVICE);
}

unsigned int helped_bad(struct import *i)
{
	struct sg_table *t = i->table;

	release(i);
// CHECK: dma-buf-table-use-after-unmap.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't->nents' used after it was unmapped: the exporter has taken it back [custody-dma-buf-table-use-after-unmap]
	return t->nents;
}

int count_ok(struct dma_buf_attachment *a)
{
	struct sg_table *t = dma_buf_map_attachment(a, DMA_TO_DEVICE);
	int n;

	if (IS_ERR(t))
		return PTR_ERR(t);
	n = t->nents;
	dma_buf_unmap_attachment(a, t, DMA_TO_DEVICE);
	return n;
}

void release_ok(struct import *i)
{
	i->entries = i->table->nents;
	dma_buf_unmap_attachment(i->attachment, i->table, DMA_TO_DEVICE);
	i->table = NULL;
}

int again_ok(struct import *i)
{
	dma_buf_unmap_attachment(i->attachment, i->table, DMA_TO_DEVICE);
	i->table = dma_buf_map_attachment(i->attachment, DMA_TO_DEVICE);
	if (IS_ERR(i->table))
		return PTR_ERR(i->table);
	return i->table->nents;
}
