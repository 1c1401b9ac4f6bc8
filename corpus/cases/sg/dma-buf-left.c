/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/err.h>

struct surface {
	struct dma_buf *buf;
	struct dma_buf_attachment *attach;
};
int surface_size(struct surface *s);
int surface_tile(struct surface *s);

int import_bad(struct surface *s, struct device *dev, struct dma_buf *buf)
{
	int ret;

	s->attach = dma_buf_attach(buf, dev);
	if (IS_ERR(s->attach))
		return PTR_ERR(s->attach);
	ret = surface_size(s);
	if (ret) {
		dma_buf_detach(buf, s->attach);
		return ret;
	}
	if (surface_tile(s))
// CHECK: dma-buf-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of dma_buf_attach()' is left attached, though the function fails; nothing undoes that [custody-dma-buf-left]
		return -EINVAL;
	return 0;
}

int import_ok(struct surface *s, struct device *dev, struct dma_buf *buf)
{
	int ret;

	s->attach = dma_buf_attach(buf, dev);
	if (IS_ERR(s->attach))
		return PTR_ERR(s->attach);
	ret = surface_size(s);
	if (!ret)
		ret = surface_tile(s);
	if (ret < 0)
		dma_buf_detach(buf, s->attach);
	return ret;
}
