/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/err.h>

int probe_bad(struct dma_buf *buf, struct device *dev)
{
	struct dma_buf_attachment *a = dma_buf_attach(buf, dev);
	struct sg_table *t;

	if (IS_ERR(a))
		return PTR_ERR(a);
	t = dma_buf_map_attachment(a, DMA_TO_DEVICE);
	if (IS_ERR(t)) {
		dma_buf_detach(buf, a);
		return PTR_ERR(t);
	}
// CHECK: dma-buf-detach-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_buf_detach() on 'a', which is mapped [custody-dma-buf-detach-while-mapped]
	dma_buf_detach(buf, a);
// CHECK: dma-buf-detach-while-mapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is lost on this path; nothing unmaps the attachment that it was mapped for [custody-dma-buf-mapping-leak]
	return 0;
}

int probe_ok(struct dma_buf *buf, struct device *dev)
{
	struct dma_buf_attachment *a = dma_buf_attach(buf, dev);
	struct sg_table *t;

	if (IS_ERR(a))
		return PTR_ERR(a);
	t = dma_buf_map_attachment(a, DMA_TO_DEVICE);
	if (!IS_ERR(t))
		dma_buf_unmap_attachment(a, t, DMA_TO_DEVICE);
	dma_buf_detach(buf, a);
	return PTR_ERR_OR_ZERO(t);
}
