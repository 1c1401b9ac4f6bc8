/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/err.h>

struct frame {
	struct dma_buf_attachment *attach;
	struct sg_table *table;
};
int frame_pieces(struct sg_table *table);

int map_bad(struct frame *f)
{
	struct sg_table *table = dma_buf_map_attachment(f->attach, DMA_TO_DEVICE);

	if (IS_ERR(table))
		return PTR_ERR(table);
	if (table->nents > 1)
// CHECK: dma-buf-mapping-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'table' is lost on this path; nothing unmaps the attachment that it was mapped for [custody-dma-buf-mapping-leak]
		return -14;
	f->table = table;
	return 0;
}

int map_ok(struct frame *f)
{
	struct sg_table *table = dma_buf_map_attachment(f->attach, DMA_TO_DEVICE);

	if (IS_ERR(table))
		return PTR_ERR(table);
	if (table->nents > 1) {
		dma_buf_unmap_attachment(f->attach, table, DMA_TO_DEVICE);
		return -14;
	}
	f->table = table;
	return 0;
}
