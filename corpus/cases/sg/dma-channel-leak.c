/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dmaengine.h>
#include <linux/err.h>
#include <linux/slab.h>

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

/* The only pointer to it goes with the record. */
int host_add(struct host *h);

int host_new_bad(struct device *dev, struct dma_slave_config *config)
{
	struct host *h = kmalloc(sizeof(*h), GFP_KERNEL);
	int ret;

	if (!h)
		return -ENOMEM;
	h->tx = dma_request_chan(dev, "tx");
	if (IS_ERR(h->tx)) {
		ret = PTR_ERR(h->tx);
		goto undo;
	}
	ret = dmaengine_slave_config(h->tx, config);
	if (ret)
		goto undo;
	return host_add(h);
undo:
// CHECK: dma-channel-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of dma_request_chan()' is lost on this path; nothing releases it [custody-dma-channel-leak]
	kfree(h);
	return ret;
}

int host_new_ok(struct device *dev, struct dma_slave_config *config)
{
	struct host *h = kmalloc(sizeof(*h), GFP_KERNEL);
	int ret;

	if (!h)
		return -ENOMEM;
	h->tx = dma_request_chan(dev, "tx");
	if (IS_ERR(h->tx)) {
		ret = PTR_ERR(h->tx);
		goto undo;
	}
	ret = dmaengine_slave_config(h->tx, config);
	if (!ret)
		return host_add(h);
	dma_release_channel(h->tx);
undo:
	kfree(h);
	return ret;
}
