/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-buf.h>
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/xarray.h>

struct host {
	struct dma_chan *tx;
};

void *name_bad(struct host *h, struct device *dev)
{
	h->tx = dma_request_chan(dev, "tx");
	if (!h->tx)
		return 0;
// CHECK: error-pointer-used.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of dma_request_chan()' used without a test with IS_ERR() for the error pointer that dma_request_chan() may return [custody-error-pointer-used]
	return h->tx->private;
}

void *name_ok(struct host *h, struct device *dev)
{
	h->tx = dma_request_chan(dev, "tx");
	if (IS_ERR(h->tx))
		return 0;
	return h->tx->private;
}

/* The pointer may also come from elsewhere. */
void *either_ok(struct host *h, struct device *dev, int again)
{
	struct dma_chan *tx = h->tx;

	if (again)
		tx = dma_request_chan(dev, "tx");
	if (IS_ERR_OR_NULL(tx))
		return 0;
	return tx->private;
}

/* Registers are no memory of C, but their address has to be one. */
u32 registers_bad(struct device *dev, const struct resource *res)
{
	void __iomem *regs = devm_ioremap_resource(dev, res);

// CHECK: error-pointer-used.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'regs' used without a test with IS_ERR() for the error pointer that devm_ioremap_resource() may return [custody-error-pointer-used]
	return readl(regs + 8);
}

u32 registers_ok(struct device *dev, const struct resource *res)
{
	void __iomem *regs = devm_ioremap_resource(dev, res);

	return IS_ERR(regs) ? 0 : readl(regs + 8);
}

/* That tests for errors of an xarray, which have another form. */
u32 entry_bad(struct device *dev, const struct resource *res)
{
	void __iomem *regs = devm_ioremap_resource(dev, res);

	if (xa_is_err(regs))
		return 0;
// CHECK: error-pointer-used.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'regs' used without a test with IS_ERR() for the error pointer that devm_ioremap_resource() may return [custody-error-pointer-used]
	return readl(regs + 8);
}

void *entry_ok(struct xarray *xa, struct host *new)
{
	struct host *old = xa_store(xa, 1, new, 0);

	return xa_is_err(old) || !old ? 0 : old->tx;
}

struct fwnode_handle;
struct fwnode_handle *fwnode_find_reference(const struct fwnode_handle *f, const char *name, unsigned int i);
void fwnode_handle_put(struct fwnode_handle *f);
int pcs_of(struct fwnode_handle *f);

/* It looks at what it gets itself. */
int put_ok(const struct fwnode_handle *f)
{
	struct fwnode_handle *pcs = fwnode_find_reference(f, "pcs-handle", 0);
	int ret = pcs_of(pcs);

	fwnode_handle_put(pcs);
	return ret;
}

/* What fails without being NULL is left there for whoever uses it. */
int start_bad(struct host *h, struct device *dev)
{
// CHECK: error-pointer-used.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of dma_request_chan()' used without a test with IS_ERR() for the error pointer that dma_request_chan() may return [custody-error-pointer-used]
	h->tx = dma_request_chan(dev, "tx");
	if (!h->tx)
		return -ENODEV;
	return 0;
}

int start_ok(struct host *h, struct device *dev)
{
	h->tx = dma_request_chan(dev, "tx");
	if (h->tx && IS_ERR(h->tx))
		return -ENODEV;
	return 0;
}

/* The caller asks. */
struct dma_chan *channel_ok(struct device *dev)
{
	struct dma_chan *tx = dma_request_chan(dev, "tx");

	if (!tx)
		return NULL;
	return tx;
}

/* What was refused is released as if it were there. */
int refused_bad(struct host *h, struct device *dev)
{
	h->tx = dma_request_chan(dev, "tx");
	if (IS_ERR(h->tx))
		goto out;
	return 0;
out:
	if (h->tx)
// CHECK: error-pointer-used.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of dma_request_chan()' used without a test with IS_ERR() for the error pointer that dma_request_chan() may return [custody-error-pointer-used]
		dma_release_channel(h->tx);
	return -ENODEV;
}

int refused_ok(struct host *h, struct device *dev)
{
	h->tx = dma_request_chan(dev, "tx");
	if (IS_ERR(h->tx)) {
		h->tx = NULL;
		goto out;
	}
	return 0;
out:
	if (h->tx)
		dma_release_channel(h->tx);
	return -ENODEV;
}
