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
