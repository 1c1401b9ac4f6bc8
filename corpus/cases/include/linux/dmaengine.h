/* SPDX-License-Identifier: MIT */
#ifndef _CASES_DMAENGINE_H
#define _CASES_DMAENGINE_H
#include <linux/types.h>

struct dma_chan {
	void *private;
};
struct dma_slave_config {
	int direction;
};
struct dma_chan *dma_request_chan(struct device *dev, const char *name);
void dma_release_channel(struct dma_chan *chan);
int dmaengine_slave_config(struct dma_chan *chan, struct dma_slave_config *config);

#endif
