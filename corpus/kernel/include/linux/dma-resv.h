/* SPDX-License-Identifier: MIT */
/**
 * DOC: Reservation objects
 *
 * A &struct dma_resv is the lock that a buffer's users agree on, and the fences of the work that
 * uses the buffer. A fence is added with the lock held, in a slot that was reserved under the same
 * lock: adding can't fail. Reading the fences needs the lock or, by the functions named unlocked,
 * nothing.
 */
#ifndef _LINUX_RESERVATION_H
#define _LINUX_RESERVATION_H

#include "custody.h"

#include <linux/dma-fence.h>
#include <linux/rcupdate.h>
#include <linux/ww_mutex.h>

extern struct ww_class reservation_ww_class;

struct dma_resv_list;

/* Who asks for a usage gets the fences of it and of all before it. */
enum dma_resv_usage {
	DMA_RESV_USAGE_KERNEL, /* moving and clearing: everybody waits */
	DMA_RESV_USAGE_WRITE,
	DMA_RESV_USAGE_READ,
	DMA_RESV_USAGE_BOOKKEEP, /* nobody waits who did not ask for it */
};

/* What someone who reads, or writes, waits for. */
static inline enum dma_resv_usage dma_resv_usage_rw(bool write)
{
	return write ? DMA_RESV_USAGE_READ : DMA_RESV_USAGE_WRITE;
}

struct dma_resv {
	struct ww_mutex lock;
	/* private: */
	struct dma_resv_list *fences; /* read under RCU, changed under the lock */
};

void dma_resv_init(struct dma_resv *obj);
/* The references to its fences go. */
void dma_resv_fini(struct dma_resv *obj);
/* Room for that many more, until the lock is released. */
int __must_check dma_resv_reserve_fences(struct dma_resv *obj, unsigned int num_fences);
/* Takes a reference of its own. */
void dma_resv_add_fence(struct dma_resv *obj, struct dma_fence *fence, enum dma_resv_usage usage);
void dma_resv_replace_fences(struct dma_resv *obj, u64 context, struct dma_fence *fence,
			     enum dma_resv_usage usage);
/* An array of references, to be put and freed by the caller; NULL if there are none. */
int dma_resv_get_fences(struct dma_resv *obj, enum dma_resv_usage usage, unsigned int *num_fences,
			struct dma_fence ***fences);
int dma_resv_copy_fences(struct dma_resv *dst, struct dma_resv *src);
/* What is left of the time; 0: it was over. */
long dma_resv_wait_timeout(struct dma_resv *obj, enum dma_resv_usage usage, bool intr,
			   unsigned long timeout);
bool dma_resv_test_signaled(struct dma_resv *obj, enum dma_resv_usage usage);

/* --- iterating ---------------------------------------------------------------------------- */

/* A place among the fences. An unlocked one has a reference to the fence it stands at, and begins
 * again when the fences changed meanwhile. */
struct dma_resv_iter {
	struct dma_resv *obj;
	enum dma_resv_usage usage;
	struct dma_fence *fence;
	enum dma_resv_usage fence_usage;
	unsigned int index;
	struct dma_resv_list *fences;
	unsigned int num_fences;
	bool is_restarted;
};

struct dma_fence *dma_resv_iter_first_unlocked(struct dma_resv_iter *cursor);
struct dma_fence *dma_resv_iter_next_unlocked(struct dma_resv_iter *cursor);
struct dma_fence *dma_resv_iter_first(struct dma_resv_iter *cursor);
struct dma_fence *dma_resv_iter_next(struct dma_resv_iter *cursor);

static inline void dma_resv_iter_begin(struct dma_resv_iter *cursor, struct dma_resv *obj,
				       enum dma_resv_usage usage)
{
	cursor->obj = obj;
	cursor->usage = usage;
	cursor->fence = NULL;
}

/* Only after an unlocked iteration. */
static inline void dma_resv_iter_end(struct dma_resv_iter *cursor)
{
	dma_fence_put(cursor->fence);
}

static inline enum dma_resv_usage dma_resv_iter_usage(struct dma_resv_iter *cursor)
{
	return cursor->fence_usage;
}

static inline bool dma_resv_iter_is_restarted(struct dma_resv_iter *cursor)
{
	return cursor->is_restarted;
}

#define dma_resv_for_each_fence_unlocked(cursor, fence)                                            \
	for (fence = dma_resv_iter_first_unlocked(cursor); fence;                                  \
	     fence = dma_resv_iter_next_unlocked(cursor))
#define dma_resv_for_each_fence(cursor, obj, usage, fence)                                         \
	for (dma_resv_iter_begin(cursor, obj, usage), fence = dma_resv_iter_first(cursor); fence;  \
	     fence = dma_resv_iter_next(cursor))

/* --- the lock ----------------------------------------------------------------------------- */

#define dma_resv_held(obj) lockdep_is_held(&(obj)->lock.base)
#define dma_resv_assert_held(obj) lockdep_assert_held(&(obj)->lock.base)

static inline int dma_resv_lock(struct dma_resv *obj, struct ww_acquire_ctx *ctx)
{
	return ww_mutex_lock(&obj->lock, ctx);
}

static inline int __must_check dma_resv_lock_interruptible(struct dma_resv *obj,
							   struct ww_acquire_ctx *ctx)
{
	return ww_mutex_lock_interruptible(&obj->lock, ctx);
}

static inline void dma_resv_lock_slow(struct dma_resv *obj, struct ww_acquire_ctx *ctx)
{
	ww_mutex_lock_slow(&obj->lock, ctx);
}

static inline int __must_check dma_resv_lock_slow_interruptible(struct dma_resv *obj,
								struct ww_acquire_ctx *ctx)
{
	return ww_mutex_lock_slow_interruptible(&obj->lock, ctx);
}

static inline bool __must_check dma_resv_trylock(struct dma_resv *obj)
{
	return ww_mutex_trylock(&obj->lock, NULL);
}

static inline bool dma_resv_is_locked(struct dma_resv *obj)
{
	return ww_mutex_is_locked(&obj->lock);
}

static inline struct ww_acquire_ctx *dma_resv_locking_ctx(struct dma_resv *obj)
{
	return READ_ONCE(obj->lock.ctx);
}

void dma_resv_unlock(struct dma_resv *obj);

#endif
