/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>

void close_bad(struct dma_buf_attachment *a)
{
	dma_buf_detach(a->dmabuf, a);
// CHECK: dma-buf-use-after-detach.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'a->dmabuf' used after its attachment was detached [custody-dma-buf-use-after-detach]
	dma_buf_put(a->dmabuf);
}

void close_ok(struct dma_buf_attachment *a)
{
	struct dma_buf *buf = a->dmabuf;

	dma_buf_detach(buf, a);
	dma_buf_put(buf);
}
