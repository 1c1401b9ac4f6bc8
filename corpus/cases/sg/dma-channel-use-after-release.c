/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dmaengine.h>

struct host {
	struct dma_chan *tx;
};

void remove_bad(struct host *h)
{
	dma_release_channel(h->tx);
// CHECK: dma-channel-use-after-release.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'h->tx' used after its channel was released [custody-dma-channel-use-after-release]
	dma_release_channel(h->tx);
}

void remove_ok(struct host *h)
{
	dma_release_channel(h->tx);
	h->tx = NULL;
}
