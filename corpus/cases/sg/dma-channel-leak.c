/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dmaengine.h>
#include <linux/err.h>

struct host {
	struct dma_chan *tx;
};

int setup_bad(struct host *h, struct device *dev, struct dma_slave_config *config)
{
	struct dma_chan *chan = dma_request_chan(dev, "tx");
	int ret;

	if (IS_ERR(chan))
		return PTR_ERR(chan);
	ret = dmaengine_slave_config(chan, config);
	if (ret)
// CHECK: dma-channel-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'chan' is lost on this path; nothing releases it [custody-dma-channel-leak]
		return ret;
	h->tx = chan;
	return 0;
}

int setup_ok(struct host *h, struct device *dev, struct dma_slave_config *config)
{
	struct dma_chan *chan = dma_request_chan(dev, "tx");
	int ret;

	if (IS_ERR(chan))
		return PTR_ERR(chan);
	ret = dmaengine_slave_config(chan, config);
	if (ret) {
		dma_release_channel(chan);
		return ret;
	}
	h->tx = chan;
	return 0;
}
