/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/err.h>

int lookup_bad(int fd)
{
	struct dma_buf *buf = dma_buf_get(fd);

	if (IS_ERR(buf))
		return PTR_ERR(buf);
	if (buf->size < 4096)
// CHECK: dma-buf-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'buf' is lost on this path; nothing puts it [custody-dma-buf-leak]
		return -EINVAL;
	dma_buf_put(buf);
	return 0;
}

int lookup_ok(int fd)
{
	struct dma_buf *buf = dma_buf_get(fd);
	int ret = 0;

	if (IS_ERR(buf))
		return PTR_ERR(buf);
	if (buf->size < 4096)
		ret = -EINVAL;
	dma_buf_put(buf);
	return ret;
}
