// SPDX-License-Identifier: MIT
/* Fences: signalled once, waited for by many. */
#include "checked.h"

#include <linux/atomic.h>
#include <linux/dma-fence.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/wait.h>

static atomic64_t next_context = ATOMIC64_INIT(1);

static const struct checked_kind fence_kind = {
	.what = "fence with a reference", .freed = "fence-freed-by-hand", .left = "fence-leak"};

u64 dma_fence_context_alloc(unsigned int num)
{
	return atomic64_fetch_add(num, &next_context);
}

void dma_fence_init(struct dma_fence *fence, const struct dma_fence_ops *ops, spinlock_t *lock,
		    u64 context, u64 seqno)
{
	WARN(!lock || !ops || !ops->get_driver_name || !ops->get_timeline_name,
	     "a fence without a lock, or without names\n");
	kref_init(&fence->refcount);
	fence->ops = ops;
	INIT_LIST_HEAD(&fence->cb_list);
	fence->lock = lock;
	fence->context = context;
	fence->seqno = seqno;
	fence->flags = 0;
	fence->error = 0;
	checked_enter(&fence_kind, fence);
}

/* --- references --------------------------------------------------------------------------- */

static void free_fence(struct rcu_head *head)
{
	kfree(container_of(head, struct dma_fence, rcu));
}

/* For fences that are at the start of their memory. */
void dma_fence_free(struct dma_fence *fence)
{
	call_rcu(&fence->rcu, free_fence);
}

void dma_fence_release(struct kref *kref)
{
	struct dma_fence *fence = container_of(kref, struct dma_fence, refcount);

	checked_that(list_empty(&fence->cb_list), "fence-released-unsignalled",
		     "the last reference to a fence is put that others wait for");
	WARN(!list_empty(&fence->cb_list), "fence %llu:%llu is released unsignalled\n",
	     fence->context, fence->seqno);
	checked_leave(&fence_kind, fence);
	if (fence->ops->release)
		fence->ops->release(fence);
	else
		dma_fence_free(fence);
}

void dma_fence_put(struct dma_fence *fence)
{
	if (!fence)
		return;
	checked_that(kref_read(&fence->refcount), "fence-double-put",
		     "a fence is put once too often");
	kref_put(&fence->refcount, dma_fence_release);
}

/* --- signalling --------------------------------------------------------------------------- */

static bool has_flag(struct dma_fence *fence, int bit)
{
	return test_bit(bit, &fence->flags);
}

int dma_fence_signal_timestamp_locked(struct dma_fence *fence, ktime_t timestamp)
{
	struct dma_fence_cb *cb, *next;
	LIST_HEAD(callbacks);

	lockdep_assert_held(fence->lock);
	if (has_flag(fence, DMA_FENCE_FLAG_SIGNALED_BIT))
		return -EINVAL;
	fence->timestamp = timestamp;
	set_bit(DMA_FENCE_FLAG_TIMESTAMP_BIT, &fence->flags);
	smp_mb__before_atomic();
	set_bit(DMA_FENCE_FLAG_SIGNALED_BIT, &fence->flags);
	list_splice_init(&fence->cb_list, &callbacks);
	list_for_each_entry_safe(cb, next, &callbacks, node) {
		/* from here on its memory may go */
		INIT_LIST_HEAD(&cb->node);
		cb->func(fence, cb);
	}
	return 0;
}

static void check_twice(struct dma_fence *fence)
{
	checked_that(!has_flag(fence, DMA_FENCE_FLAG_SIGNALED_BIT), "fence-signalled-twice",
		     "fence %llu:%llu is signalled twice", fence->context, fence->seqno);
}

int dma_fence_signal_locked(struct dma_fence *fence)
{
	check_twice(fence);
	return dma_fence_signal_timestamp_locked(fence, ktime_get());
}

int dma_fence_signal(struct dma_fence *fence)
{
	unsigned long flags;
	int error;

	if (!fence)
		return -EINVAL;
	spin_lock_irqsave(fence->lock, flags);
	check_twice(fence);
	error = dma_fence_signal_timestamp_locked(fence, ktime_get());
	spin_unlock_irqrestore(fence->lock, flags);
	return error;
}

void dma_fence_set_error(struct dma_fence *fence, int error)
{
	checked_that(!has_flag(fence, DMA_FENCE_FLAG_SIGNALED_BIT), "fence-error-after-signal",
		     "a fence gets an error after it was signalled");
	WARN_ON(error >= 0 || error < -4095);
	WRITE_ONCE(fence->error, error);
}

/* With the lock held: whether someone can still wait for it. */
static bool enable_signaling(struct dma_fence *fence)
{
	bool before;

	lockdep_assert_held(fence->lock);
	before = test_and_set_bit(DMA_FENCE_FLAG_ENABLE_SIGNAL_BIT, &fence->flags);
	if (has_flag(fence, DMA_FENCE_FLAG_SIGNALED_BIT))
		return false;
	/* if it is signalled by now, that was meant */
	if (!before && fence->ops->enable_signaling && !fence->ops->enable_signaling(fence)) {
		(void)dma_fence_signal_timestamp_locked(fence, ktime_get());
		return false;
	}
	return true;
}

void dma_fence_enable_sw_signaling(struct dma_fence *fence)
{
	unsigned long flags;

	spin_lock_irqsave(fence->lock, flags);
	enable_signaling(fence);
	spin_unlock_irqrestore(fence->lock, flags);
}

/* What the driver says may be newer than what was signalled. */
static bool is_signaled(struct dma_fence *fence, bool locked)
{
	unsigned long flags;

	if (has_flag(fence, DMA_FENCE_FLAG_SIGNALED_BIT)) {
		smp_rmb();
		return true;
	}
	if (!fence->ops->signaled || !fence->ops->signaled(fence))
		return false;
	if (!locked)
		spin_lock_irqsave(fence->lock, flags);
	/* another one may have been faster */
	(void)dma_fence_signal_timestamp_locked(fence, ktime_get());
	if (!locked)
		spin_unlock_irqrestore(fence->lock, flags);
	return true;
}

bool dma_fence_is_signaled(struct dma_fence *fence)
{
	return is_signaled(fence, false);
}

bool dma_fence_is_signaled_locked(struct dma_fence *fence)
{
	return is_signaled(fence, true);
}

int dma_fence_get_status(struct dma_fence *fence)
{
	int error;

	if (!dma_fence_is_signaled(fence))
		return 0;
	error = READ_ONCE(fence->error);
	return error ? error : 1;
}

/* --- waiting ------------------------------------------------------------------------------ */

int dma_fence_add_callback(struct dma_fence *fence, struct dma_fence_cb *cb, dma_fence_func_t func)
{
	unsigned long flags;
	int error = 0;

	if (WARN_ON(!fence || !func))
		return -EINVAL;
	spin_lock_irqsave(fence->lock, flags);
	if (enable_signaling(fence)) {
		cb->func = func;
		list_add_tail(&cb->node, &fence->cb_list);
	} else {
		INIT_LIST_HEAD(&cb->node);
		error = -ENOENT;
	}
	spin_unlock_irqrestore(fence->lock, flags);
	return error;
}

bool dma_fence_remove_callback(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	unsigned long flags;
	bool there;

	spin_lock_irqsave(fence->lock, flags);
	there = !list_empty(&cb->node);
	if (there)
		list_del_init(&cb->node);
	spin_unlock_irqrestore(fence->lock, flags);
	return there;
}

struct waiter {
	struct dma_fence_cb cb;
	struct wait_queue_head wait;
	bool done; /* guarded by wait.lock */
};

static void wake_waiter(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	struct waiter *waiter = container_of(cb, struct waiter, cb);

	WRITE_ONCE(waiter->done, true);
	wake_up_all(&waiter->wait);
}

signed long dma_fence_default_wait(struct dma_fence *fence, bool intr, signed long timeout)
{
	struct waiter waiter = {.done = false};
	signed long left = timeout ? timeout : 1;

	might_sleep();
	init_waitqueue_head(&waiter.wait);
	if (dma_fence_add_callback(fence, &waiter.cb, wake_waiter))
		return left;
	if (!timeout)
		left = 0;
	else if (intr)
		left = wait_event_interruptible_timeout(waiter.wait, READ_ONCE(waiter.done),
							timeout);
	else
		left = wait_event_timeout(waiter.wait, READ_ONCE(waiter.done), timeout);
	/* takes the fence's lock: after it the callback no longer runs */
	dma_fence_remove_callback(fence, &waiter.cb);
	return left;
}

signed long dma_fence_wait_timeout(struct dma_fence *fence, bool intr, signed long timeout)
{
	if (WARN_ON(timeout < 0))
		return -EINVAL;
	might_sleep();
	if (fence->ops->wait)
		return fence->ops->wait(fence, intr, timeout);
	return dma_fence_default_wait(fence, intr, timeout);
}

/* --- the one that is signalled ------------------------------------------------------------ */

static const char *stub_name(struct dma_fence *fence)
{
	(void)fence;
	return "stub";
}

static const struct dma_fence_ops stub_ops = {.get_driver_name = stub_name,
					      .get_timeline_name = stub_name};
static DEFINE_SPINLOCK(stub_lock);
static struct dma_fence stub;

struct dma_fence *dma_fence_get_stub(void)
{
	spin_lock(&stub_lock);
	if (!stub.ops) {
		/* its first reference is the library's own */
		dma_fence_init(&stub, &stub_ops, &stub_lock, 0, 0);
		checked_leave(&fence_kind, &stub);
		/* it is new */
		(void)dma_fence_signal_timestamp_locked(&stub, ktime_get());
	}
	spin_unlock(&stub_lock);
	return dma_fence_get(&stub);
}
