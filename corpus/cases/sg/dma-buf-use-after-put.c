/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/err.h>

long size_bad(int fd)
{
	struct dma_buf *buf = dma_buf_get(fd);

	if (IS_ERR(buf))
		return PTR_ERR(buf);
	dma_buf_put(buf);
// CHECK: dma-buf-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'buf->size' used after its DMA-buf was put [custody-dma-buf-use-after-put]
	return buf->size;
}

long size_ok(int fd)
{
	struct dma_buf *buf = dma_buf_get(fd);
	long size;

	if (IS_ERR(buf))
		return PTR_ERR(buf);
	size = buf->size;
	dma_buf_put(buf);
	return size;
}
