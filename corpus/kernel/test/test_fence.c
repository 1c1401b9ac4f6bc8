// SPDX-License-Identifier: MIT
/* Fences: signalled once, callbacks once each, waits that end. */
#include "checked.h"
#include "harness.h"
#include "threads.h"

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-fence.h>
#include <linux/jiffies.h>
#include <linux/slab.h>

static DEFINE_SPINLOCK(lock);
static int enabled, released;
static bool ready;

static const char *name(struct dma_fence *fence)
{
	return "test";
}

static bool enable(struct dma_fence *fence)
{
	enabled++;
	return !ready;
}

static bool is_ready(struct dma_fence *fence)
{
	return READ_ONCE(ready);
}

static void release(struct dma_fence *fence)
{
	released++;
	dma_fence_free(fence);
}

static const struct dma_fence_ops plain_ops = {.get_driver_name = name, .get_timeline_name = name};
static const struct dma_fence_ops full_ops = {.get_driver_name = name,
					      .get_timeline_name = name,
					      .enable_signaling = enable,
					      .signaled = is_ready,
					      .release = release};

static struct dma_fence *fence_new(const struct dma_fence_ops *ops, u64 seqno)
{
	struct dma_fence *fence = kzalloc(sizeof(*fence), GFP_KERNEL);

	enabled = released = 0;
	ready = false;
	dma_fence_init(fence, ops, &lock, 1, seqno);
	return fence;
}

struct counting {
	struct dma_fence_cb cb;
	int calls;
};

static void count(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	lockdep_assert_held(fence->lock);
	container_of(cb, struct counting, cb)->calls++;
}

TEST(contexts)
{
	u64 first = dma_fence_context_alloc(3), next = dma_fence_context_alloc(1);

	CHECK_EQ(next - first, 3);
}

TEST(callbacks)
{
	struct dma_fence *fence = fence_new(&plain_ops, 1);
	struct counting a = {.calls = 0}, b = {.calls = 0}, late = {.calls = 0};

	CHECK_EQ(dma_fence_add_callback(fence, &a.cb, count), 0);
	CHECK_EQ(dma_fence_add_callback(fence, &b.cb, count), 0);
	CHECK(dma_fence_remove_callback(fence, &b.cb));
	CHECK_EQ(dma_fence_get_status(fence), 0);
	CHECK_EQ(dma_fence_signal(fence), 0);
	CHECK(a.calls == 1 && b.calls == 0);
	CHECK(!dma_fence_remove_callback(fence, &a.cb));
	CHECK_EQ(dma_fence_add_callback(fence, &late.cb, count), -ENOENT);
	CHECK_EQ(late.calls, 0);
	CHECK_EQ(dma_fence_get_status(fence), 1);
	dma_fence_put(fence);
}

TEST(errors)
{
	struct dma_fence *fence = fence_new(&plain_ops, 1);

	dma_fence_set_error(fence, -EIO);
	CHECK_EQ(dma_fence_get_status(fence), 0);
	dma_fence_signal(fence);
	CHECK_EQ(dma_fence_get_status(fence), -EIO);
	CHECK_EQ(dma_fence_wait(fence, false), 0); /* the wait did not fail */
	dma_fence_put(fence);
}

TEST(driver_is_asked)
{
	struct dma_fence *fence = fence_new(&full_ops, 1);
	struct counting cb = {.calls = 0};

	CHECK(!dma_fence_is_signaled(fence));
	dma_fence_enable_sw_signaling(fence);
	dma_fence_enable_sw_signaling(fence);
	CHECK_EQ(enabled, 1);
	CHECK_EQ(dma_fence_add_callback(fence, &cb.cb, count), 0);
	WRITE_ONCE(ready, true);
	CHECK(dma_fence_is_signaled(fence));
	CHECK_EQ(cb.calls, 1);
	CHECK_EQ(released, 0);
	dma_fence_put(dma_fence_get(fence));
	dma_fence_put(fence);
	CHECK_EQ(released, 1);

	/* it had ended before anyone asked */
	fence = fence_new(&full_ops, 2);
	ready = true;
	CHECK_EQ(dma_fence_add_callback(fence, &cb.cb, count), -ENOENT);
	dma_fence_put(fence);
	rcu_barrier();
}

TEST(order)
{
	struct dma_fence *a = fence_new(&plain_ops, 0xfffffffe), *b = fence_new(&plain_ops, 3);
	struct dma_fence *stub = dma_fence_get_stub();

	CHECK(dma_fence_is_later(b, a) && !dma_fence_is_later(a, b));
	CHECK(dma_fence_is_signaled(stub));
	dma_fence_put(stub);
	dma_fence_put(a);
	dma_fence_put(b);
}

TEST(timeouts)
{
	struct dma_fence *fence = fence_new(&plain_ops, 1);

	CHECK_EQ(dma_fence_wait_timeout(fence, false, 0), 0);
	CHECK_EQ(dma_fence_wait_timeout(fence, false, msecs_to_jiffies(20)), 0);
	dma_fence_signal(fence);
	CHECK_EQ(dma_fence_wait_timeout(fence, true, 0), 1);
	CHECK_EQ(dma_fence_wait_timeout(fence, true, 100), 100);
	dma_fence_put(fence);
}

#define FENCES 200

static atomic_t begun = ATOMIC_INIT(0);

static int wait_for_all(void *data)
{
	struct dma_fence **fences = data;
	int i;

	atomic_inc(&begun);

	for (i = 0; i < FENCES; i++) {
		CHECK_EQ(dma_fence_wait(fences[i], i % 2), 0);
		CHECK(dma_fence_is_signaled(fences[i]));
		dma_fence_put(fences[i]);
	}
	return 0;
}

TEST(stress)
{
	static struct dma_fence *fences[FENCES];
	struct task_struct *threads[3];
	int i, t;

	for (i = 0; i < FENCES; i++) {
		fences[i] = fence_new(&plain_ops, i);
		for (t = 0; t < 3; t++)
			dma_fence_get(fences[i]);
	}
	for (t = 0; t < 3; t++)
		threads[t] = thread_start(wait_for_all, fences);
	/* One that is stopped before it begins never does. */
	while (atomic_read(&begun) < 3)
		msleep(1);
	for (i = 0; i < FENCES; i++) {
		dma_fence_signal(fences[i]);
		dma_fence_put(fences[i]);
	}
	for (t = 0; t < 3; t++)
		CHECK_EQ(thread_end(threads[t]), 0);
}

TRAP(signalled_twice, "fence-signalled-twice")
{
	struct dma_fence *fence = fence_new(&plain_ops, 1);

	dma_fence_signal(fence);
	dma_fence_signal(fence);
}

TRAP(error_after_signal, "fence-error-after-signal")
{
	struct dma_fence *fence = fence_new(&plain_ops, 1);

	dma_fence_signal(fence);
	dma_fence_set_error(fence, -EIO);
}

TRAP(released_while_others_wait, "fence-released-unsignalled")
{
	struct dma_fence *fence = fence_new(&plain_ops, 1);
	struct counting cb;

	dma_fence_add_callback(fence, &cb.cb, count);
	dma_fence_put(fence);
}

static void keep(struct dma_fence *fence)
{
}

TRAP(put_too_often, "fence-double-put")
{
	static const struct dma_fence_ops ops = {
		.get_driver_name = name, .get_timeline_name = name, .release = keep};
	static struct dma_fence fence;

	dma_fence_init(&fence, &ops, &lock, 1, 1);
	dma_fence_put(&fence);
	dma_fence_put(&fence);
}

TRAP(freed_by_hand, "fence-freed-by-hand")
{
	kfree(fence_new(&plain_ops, 1));
}

TRAP(left, "fence-leak")
{
	fence_new(&plain_ops, 1);
	checked_teardown();
}
