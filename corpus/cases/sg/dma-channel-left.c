/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dmaengine.h>
#include <linux/err.h>

struct host {
	struct dma_chan *tx, *rx;
};

int request_bad(struct host *h, struct device *dev, struct dma_slave_config *config)
{
	h->tx = dma_request_chan(dev, "tx");
	if (IS_ERR(h->tx))
		return PTR_ERR(h->tx);
	h->rx = dma_request_chan(dev, "rx");
	if (IS_ERR(h->rx)) {
		dma_release_channel(h->tx);
		return PTR_ERR(h->rx);
	}
	if (dmaengine_slave_config(h->rx, config)) {
		dma_release_channel(h->rx);
// CHECK: dma-channel-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of dma_request_chan()' is left requested, though the function fails; nothing releases it [custody-dma-channel-left]
		return -EINVAL;
	}
	return 0;
}

int request_ok(struct host *h, struct device *dev, struct dma_slave_config *config)
{
	h->tx = dma_request_chan(dev, "tx");
	if (IS_ERR(h->tx))
		return PTR_ERR(h->tx);
	h->rx = dma_request_chan(dev, "rx");
	if (IS_ERR(h->rx)) {
		dma_release_channel(h->tx);
		return PTR_ERR(h->rx);
	}
	if (dmaengine_slave_config(h->rx, config)) {
		dma_release_channel(h->rx);
		dma_release_channel(h->tx);
		return -EINVAL;
	}
	return 0;
}

/* What the function keeps in its caller's record, the caller releases where it has failed. */
static void release_all(struct host *h)
{
	if (h->tx)
		dma_release_channel(h->tx);
	if (h->rx)
		dma_release_channel(h->rx);
}

static int request_both(struct host *h, struct device *dev, struct dma_slave_config *config)
{
	h->tx = dma_request_chan(dev, "tx");
	if (IS_ERR(h->tx)) {
		h->tx = NULL;
		return -ENODEV;
	}
	if (dmaengine_slave_config(h->tx, config)) {
		dma_release_channel(h->tx);
		h->tx = NULL;
		return -EINVAL;
	}
	h->rx = dma_request_chan(dev, "rx");
	if (IS_ERR(h->rx)) {
		h->rx = NULL;
		return -ENODEV;
	}
	return 0;
}

int caller_ok(struct host *h, struct device *dev, struct dma_slave_config *config)
{
	if (request_both(h, dev, config))
		goto fail;
	return 0;
fail:
	release_all(h);
	return -ENODEV;
}

static int request_first(struct host *h, struct device *dev, struct dma_slave_config *config)
{
	h->tx = dma_request_chan(dev, "tx");
	if (IS_ERR(h->tx)) {
		h->tx = NULL;
		return -ENODEV;
	}
	if (dmaengine_slave_config(h->tx, config)) {
		dma_release_channel(h->tx);
		h->tx = NULL;
		return -EINVAL;
	}
	h->rx = dma_request_chan(dev, "rx");
	if (IS_ERR(h->rx)) {
		h->rx = NULL;
// CHECK: dma-channel-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of dma_request_chan()' is left requested, though the function fails; nothing releases it [custody-dma-channel-left]
		return -ENODEV;
	}
	return 0;
}

int caller_bad(struct host *h, struct device *dev, struct dma_slave_config *config)
{
	if (request_first(h, dev, config))
		return -ENODEV;
	if (h->rx)
		return 0;
	release_all(h);
	return -ENODEV;
}

/* What releases them finds the record by a member of another one. */
struct port {
	struct host *host;
};

static void release_of_port(struct port *p)
{
	struct host *h = p->host;

	if (h->rx) {
		dma_release_channel(h->rx);
		h->rx = NULL;
	}
	if (h->tx) {
		dma_release_channel(h->tx);
		h->tx = NULL;
	}
}

int request_for_ok(struct port *p, struct host *h, struct device *dev)
{
	int ret = -ENODEV;

	h->tx = dma_request_chan(dev, "tx");
	if (IS_ERR(h->tx)) {
		h->tx = NULL;
		goto err;
	}
	h->rx = dma_request_chan(dev, "rx");
	if (IS_ERR(h->rx)) {
		h->rx = NULL;
		goto err;
	}
	return 0;
err:
	release_of_port(p);
	return ret;
}

/* Whether one is there is asked again, after code that is not seen. */
int host_start(struct host *h);

int request_start_ok(struct host *h, struct device *dev)
{
	int ret;

	h->tx = dma_request_chan(dev, "tx");
	if (IS_ERR(h->tx))
		return -ENODEV;
	ret = host_start(h);
	if (ret && !IS_ERR_OR_NULL(h->tx))
		dma_release_channel(h->tx);
	return ret;
}

/* That there was none before says nothing. */
int request_once_bad(struct host *h, struct device *dev, struct dma_slave_config *config)
{
	if (h->tx)
		return 0;
	h->tx = dma_request_chan(dev, "tx");
	if (IS_ERR(h->tx))
		return PTR_ERR(h->tx);
	h->rx = dma_request_chan(dev, "rx");
	if (IS_ERR(h->rx)) {
		dma_release_channel(h->tx);
		return PTR_ERR(h->rx);
	}
	if (dmaengine_slave_config(h->rx, config)) {
		dma_release_channel(h->rx);
// CHECK: dma-channel-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of dma_request_chan()' is left requested, though the function fails; nothing releases it [custody-dma-channel-left]
		return -EINVAL;
	}
	return 0;
}
