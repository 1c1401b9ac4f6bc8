/* SPDX-License-Identifier: MIT */
/* The lock that a buffer's users agree on. */
#ifndef _LINUX_DMA_RESV_H
#define _LINUX_DMA_RESV_H

#include <linux/mutex.h>

struct ww_acquire_ctx;

struct dma_resv {
	struct mutex lock;
};

static inline void dma_resv_init(struct dma_resv *resv)
{
	mutex_init(&resv->lock);
}

static inline void dma_resv_fini(struct dma_resv *resv)
{
	mutex_destroy(&resv->lock);
}

/* One lock at a time: there is nothing to back off from, and ctx is not needed. */
static inline int dma_resv_lock(struct dma_resv *resv, struct ww_acquire_ctx *ctx)
{
	(void)ctx;
	mutex_lock(&resv->lock);
	return 0;
}

static inline bool __must_check dma_resv_trylock(struct dma_resv *resv)
{
	return mutex_trylock(&resv->lock);
}

static inline bool dma_resv_is_locked(struct dma_resv *resv)
{
	return mutex_is_locked(&resv->lock);
}

static inline void dma_resv_unlock(struct dma_resv *resv)
{
	mutex_unlock(&resv->lock);
}

#define dma_resv_held(resv) lockdep_is_held(&(resv)->lock)
#define dma_resv_assert_held(resv) lockdep_assert_held(&(resv)->lock)

#endif
