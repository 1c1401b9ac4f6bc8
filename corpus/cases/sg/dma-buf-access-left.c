/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/err.h>

int fill(struct dma_buf *buf);
int check(struct dma_buf *buf);

int read_bad(struct dma_buf *buf)
{
	int ret = dma_buf_begin_cpu_access(buf, 2);

	if (ret)
		return ret;
	ret = fill(buf);
	if (ret < 0) {
		dma_buf_end_cpu_access(buf, 2);
		return ret;
	}
	if (check(buf) < 0)
// CHECK: dma-buf-access-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'buf' is left open for the CPU, though the function fails; nothing ends that [custody-dma-buf-access-left]
		return -EIO;
	dma_buf_end_cpu_access(buf, 2);
	return 0;
}

int read_ok(struct dma_buf *buf)
{
	int ret = dma_buf_begin_cpu_access(buf, 2);

	if (ret)
		return ret;
	ret = fill(buf);
	if (ret >= 0)
		ret = check(buf);
	dma_buf_end_cpu_access(buf, 2);
	return ret;
}
