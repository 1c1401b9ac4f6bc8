/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/err.h>

int drop_bad(struct dma_buf_attachment *a)
{
	struct sg_table *t = dma_buf_map_attachment(a, DMA_TO_DEVICE);

	if (IS_ERR(t))
		return PTR_ERR(t);
// CHECK: dma-buf-table-freed.c:[[@LINE+1]]:{{[0-9]+}}: warning: sg_free_table() on 't', which belongs to the exporter of the DMA-buf [custody-dma-buf-table-freed]
	sg_free_table(t);
// CHECK: dma-buf-table-freed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is lost on this path; nothing unmaps the attachment that it was mapped for [custody-dma-buf-mapping-leak]
	return 0;
}

int drop_ok(struct dma_buf_attachment *a)
{
	struct sg_table *t = dma_buf_map_attachment(a, DMA_TO_DEVICE);

	if (IS_ERR(t))
		return PTR_ERR(t);
	dma_buf_unmap_attachment(a, t, DMA_TO_DEVICE);
	return 0;
}
