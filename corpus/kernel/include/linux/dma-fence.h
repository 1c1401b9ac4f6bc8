/* SPDX-License-Identifier: MIT */
/**
 * DOC: Fences
 *
 * A &struct dma_fence is a promise that some work of a device will end. It is signalled once, by
 * dma_fence_signal(), with or without an error, dma_fence_set_error(). Until then others wait for
 * it, or leave a callback. It is counted: dma_fence_get(), dma_fence_put(). Fences of one context
 * are signalled in the order of their numbers.
 */
#ifndef __LINUX_DMA_FENCE_H
#define __LINUX_DMA_FENCE_H

#include "custody.h"

#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct dma_fence;
struct dma_fence_cb;

enum dma_fence_flag_bits {
	DMA_FENCE_FLAG_SIGNALED_BIT,
	DMA_FENCE_FLAG_TIMESTAMP_BIT,
	DMA_FENCE_FLAG_ENABLE_SIGNAL_BIT,
	DMA_FENCE_FLAG_USER_BITS,
};

/**
 * struct dma_fence_ops - what a driver does for its fences
 * @get_driver_name: the driver's name
 * @get_timeline_name: the context's name
 * @enable_signaling: someone waits; false if the work has ended already. With the lock held;
 * optional
 * @signaled: whether the work has ended; optional
 * @wait: waits; optional
 * @release: the last reference is gone; optional, dma_fence_free() otherwise
 */
struct dma_fence_ops {
	bool use_64bit_seqno;
	const char *(*get_driver_name)(struct dma_fence *fence);
	const char *(*get_timeline_name)(struct dma_fence *fence);
	bool (*enable_signaling)(struct dma_fence *fence);
	bool (*signaled)(struct dma_fence *fence);
	long (*wait)(struct dma_fence *fence, bool intr, long timeout);
	void (*release)(struct dma_fence *fence);
};

/**
 * struct dma_fence - a fence
 * @lock: guards the callbacks and signalling; the driver's, and often shared by many fences
 * @ops: the driver's
 * @cb_list: callbacks, until it is signalled
 * @timestamp: when it was signalled
 * @context: fences that are ordered among themselves
 * @seqno: the order
 * @flags: DMA_FENCE_FLAG_*
 * @refcount: references
 * @error: negative, if the work failed; set before it is signalled
 */
struct dma_fence {
	spinlock_t *lock;
	const struct dma_fence_ops *ops;
	struct list_head cb_list;
	ktime_t timestamp;
	struct rcu_head rcu;
	u64 context;
	u64 seqno;
	unsigned long flags;
	struct kref refcount;
	int error;
} __refcounted(dma_fence_get, dma_fence_put);

typedef void (*dma_fence_func_t)(struct dma_fence *fence, struct dma_fence_cb *cb);

/* Memory of the one who waits. Called once, with the fence's lock held. */
struct dma_fence_cb {
	struct list_head node;
	dma_fence_func_t func;
};

/* One reference afterwards. */
void dma_fence_init(struct dma_fence *fence, const struct dma_fence_ops *ops, spinlock_t *lock,
		    u64 context, u64 seqno);
u64 dma_fence_context_alloc(unsigned int num);
void dma_fence_release(struct kref *kref);
void dma_fence_free(struct dma_fence *fence);

/* -EINVAL if it was signalled before. */
int dma_fence_signal(struct dma_fence *fence);
int dma_fence_signal_locked(struct dma_fence *fence);
int dma_fence_signal_timestamp_locked(struct dma_fence *fence, ktime_t timestamp);

/* -ENOENT if it is signalled: the callback is not called. */
int dma_fence_add_callback(struct dma_fence *fence, struct dma_fence_cb *cb, dma_fence_func_t func);
/* Whether it was still there: if not, it was called, or is being called. */
bool dma_fence_remove_callback(struct dma_fence *fence, struct dma_fence_cb *cb);
void dma_fence_enable_sw_signaling(struct dma_fence *fence);

/* What is left of the time; 0: it was over. */
signed long dma_fence_wait_timeout(struct dma_fence *fence, bool intr, signed long timeout);
signed long dma_fence_default_wait(struct dma_fence *fence, bool intr, signed long timeout);
/* 1: signalled, 0: not yet, negative: with that error. */
int dma_fence_get_status(struct dma_fence *fence);
/* One that is signalled. */
struct dma_fence *dma_fence_get_stub(void);

static inline signed long dma_fence_wait(struct dma_fence *fence, bool intr)
{
	signed long left = dma_fence_wait_timeout(fence, intr, MAX_SCHEDULE_TIMEOUT);

	return left < 0 ? left : 0;
}

static inline struct dma_fence *dma_fence_get(struct dma_fence *fence)
{
	if (fence)
		kref_get(&fence->refcount);
	return fence;
}

static inline struct dma_fence *dma_fence_get_rcu(struct dma_fence *fence)
{
	return kref_get_unless_zero(&fence->refcount) ? fence : NULL;
}

void dma_fence_put(struct dma_fence *fence);
bool dma_fence_is_signaled(struct dma_fence *fence);
bool dma_fence_is_signaled_locked(struct dma_fence *fence);
void dma_fence_set_error(struct dma_fence *fence, int error);

static inline bool __dma_fence_is_later(u64 a, u64 b, const struct dma_fence_ops *ops)
{
	if (ops->use_64bit_seqno)
		return a > b;
	return (int)(lower_32_bits(a) - lower_32_bits(b)) > 0;
}

static inline bool dma_fence_is_later(struct dma_fence *a, struct dma_fence *b)
{
	return __dma_fence_is_later(a->seqno, b->seqno, a->ops);
}

#endif
