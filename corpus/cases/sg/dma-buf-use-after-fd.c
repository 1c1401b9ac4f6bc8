/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/err.h>

long give_bad(int old)
{
	struct dma_buf *buf = dma_buf_get(old);
	int fd;

	if (IS_ERR(buf))
		return PTR_ERR(buf);
	fd = dma_buf_fd(buf, 0);
	if (fd < 0) {
		dma_buf_put(buf);
		return fd;
	}
// CHECK: dma-buf-use-after-fd.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'buf->size' used after it was given to user space; another thread may have closed it [custody-dma-buf-use-after-fd]
	return buf->size;
}

long give_ok(int old)
{
	struct dma_buf *buf = dma_buf_get(old);
	int fd;

	if (IS_ERR(buf))
		return PTR_ERR(buf);
	fd = dma_buf_fd(buf, 0);
	if (fd < 0)
		dma_buf_put(buf);
	return fd;
}
