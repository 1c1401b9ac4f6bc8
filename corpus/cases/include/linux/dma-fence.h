/* SPDX-License-Identifier: MIT */
#ifndef _CASES_DMA_FENCE_H
#define _CASES_DMA_FENCE_H
#include <linux/types.h>

struct dma_fence {
	int error;
};
struct dma_fence_cb {
	void *func;
};
struct dma_fence *dma_fence_get(struct dma_fence *f);
void dma_fence_put(struct dma_fence *f);
struct dma_fence *sync_file_get_fence(int fd);
long dma_fence_wait(struct dma_fence *f, bool intr);

#endif
