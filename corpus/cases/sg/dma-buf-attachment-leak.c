/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/err.h>

struct importer {
	struct dma_buf_attachment *a;
	struct sg_table *t;
};

int import_bad(struct importer *i, struct dma_buf *buf, struct device *dev)
{
	struct dma_buf_attachment *a = dma_buf_attach(buf, dev);
	struct sg_table *t;

	if (IS_ERR(a))
		return PTR_ERR(a);
	t = dma_buf_map_attachment(a, DMA_TO_DEVICE);
	if (IS_ERR(t))
// CHECK: dma-buf-attachment-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'a' is lost on this path; nothing detaches it [custody-dma-buf-attachment-leak]
		return PTR_ERR(t);
	i->a = a;
	i->t = t;
	return 0;
}

int import_ok(struct importer *i, struct dma_buf *buf, struct device *dev)
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
	i->a = a;
	i->t = t;
	return 0;
}
