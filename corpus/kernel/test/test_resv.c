// SPDX-License-Identifier: MIT
/* Reservation objects, and the locks below them. */
#include "checked.h"
#include "harness.h"
#include "threads.h"

#include <linux/dma-resv.h>
#include <linux/jiffies.h>
#include <linux/slab.h>

static DEFINE_SPINLOCK(fences_lock);

static const char *name(struct dma_fence *fence)
{
	return "test";
}

static const struct dma_fence_ops ops = {.get_driver_name = name, .get_timeline_name = name};

static struct dma_fence *fence_new(u64 context, u64 seqno)
{
	struct dma_fence *fence = kzalloc(sizeof(*fence), GFP_KERNEL);

	dma_fence_init(fence, &ops, &fences_lock, context, seqno);
	return fence;
}

static void end(struct dma_fence *fence)
{
	dma_fence_signal(fence);
	dma_fence_put(fence);
}

static void add(struct dma_resv *resv, struct dma_fence *fence, enum dma_resv_usage usage)
{
	dma_resv_lock(resv, NULL);
	CHECK_EQ(dma_resv_reserve_fences(resv, 1), 0);
	dma_resv_add_fence(resv, fence, usage);
	dma_resv_unlock(resv);
}

static unsigned int count(struct dma_resv *resv, enum dma_resv_usage usage)
{
	struct dma_fence **fences;
	unsigned int n, i;

	CHECK_EQ(dma_resv_get_fences(resv, usage, &n, &fences), 0);
	for (i = 0; i < n; i++)
		dma_fence_put(fences[i]);
	kfree(fences);
	return n;
}

TEST(usages)
{
	struct dma_fence *reader = fence_new(1, 1), *writer = fence_new(2, 1);
	struct dma_resv resv;

	dma_resv_init(&resv);
	CHECK(dma_resv_test_signaled(&resv, DMA_RESV_USAGE_BOOKKEEP));
	add(&resv, reader, DMA_RESV_USAGE_READ);
	add(&resv, writer, DMA_RESV_USAGE_WRITE);
	CHECK_EQ(count(&resv, DMA_RESV_USAGE_KERNEL), 0);
	CHECK_EQ(count(&resv, dma_resv_usage_rw(false)), 1);
	CHECK_EQ(count(&resv, dma_resv_usage_rw(true)), 2);
	dma_fence_signal(writer);
	CHECK(dma_resv_test_signaled(&resv, DMA_RESV_USAGE_WRITE));
	CHECK(!dma_resv_test_signaled(&resv, DMA_RESV_USAGE_READ));
	CHECK_EQ(dma_resv_wait_timeout(&resv, DMA_RESV_USAGE_WRITE, false, 10), 10);
	CHECK_EQ(dma_resv_wait_timeout(&resv, DMA_RESV_USAGE_READ, true, 0), 0);
	CHECK_EQ(dma_resv_wait_timeout(&resv, DMA_RESV_USAGE_READ, true, msecs_to_jiffies(5)), 0);
	dma_fence_signal(reader);
	CHECK_EQ(dma_resv_wait_timeout(&resv, DMA_RESV_USAGE_READ, true, 0), 1);
	dma_resv_fini(&resv);
	dma_fence_put(reader);
	dma_fence_put(writer);
}

/* Of one context the later one stands for the earlier one, unless it would be seen by fewer. */
TEST(later_ones_replace)
{
	struct dma_fence *first = fence_new(1, 1), *second = fence_new(1, 2),
			 *other = fence_new(2, 1);
	struct dma_resv resv, copy;
	struct dma_resv_iter cursor;
	struct dma_fence *fence;

	dma_resv_init(&resv);
	dma_resv_init(&copy);
	add(&resv, first, DMA_RESV_USAGE_WRITE);
	add(&resv, second, DMA_RESV_USAGE_READ);
	CHECK_EQ(count(&resv, DMA_RESV_USAGE_READ), 2);
	add(&resv, second, DMA_RESV_USAGE_WRITE);
	dma_resv_lock(&resv, NULL);
	dma_resv_for_each_fence(&cursor, &resv, DMA_RESV_USAGE_BOOKKEEP, fence)
		CHECK_EQ(fence->seqno, 2);
	dma_resv_replace_fences(&resv, 1, other, DMA_RESV_USAGE_BOOKKEEP);
	dma_resv_unlock(&resv);
	CHECK_EQ(count(&resv, DMA_RESV_USAGE_READ), 0);
	dma_resv_lock(&copy, NULL);
	CHECK_EQ(dma_resv_copy_fences(&copy, &resv), 0);
	dma_resv_unlock(&copy);
	CHECK(!dma_resv_test_signaled(&copy, DMA_RESV_USAGE_BOOKKEEP));
	end(first);
	end(second);
	end(other);
	dma_resv_fini(&resv);
	dma_resv_fini(&copy);
}

#define RESVS 6

static struct dma_resv many[RESVS];
static bool stop;

/* Takes all of them, in an order of its own. */
static int lock_all(void *data)
{
	unsigned int turns = 0, i, start = (unsigned long)data;
	int error;

	while (!READ_ONCE(stop) || turns < 100) {
		struct dma_resv *contended = NULL;
		struct ww_acquire_ctx ctx;

		ww_acquire_init(&ctx, &reservation_ww_class);
	again:
		if (contended)
			dma_resv_lock_slow(contended, &ctx);
		for (i = 0; i < RESVS; i++) {
			struct dma_resv *resv = &many[(start + i * (start % 2 ? 1 : 5)) % RESVS];

			if (resv == contended)
				continue;
			error = dma_resv_lock(resv, &ctx);
			if (error == -EDEADLK) {
				unsigned int j;

				for (j = 0; j < RESVS; j++) {
					if (dma_resv_locking_ctx(&many[j]) == &ctx)
						dma_resv_unlock(&many[j]);
				}
				contended = resv;
				goto again;
			}
			CHECK_EQ(error, 0);
			CHECK_EQ(dma_resv_lock(resv, &ctx), -EALREADY);
		}
		for (i = 0; i < RESVS; i++)
			dma_resv_unlock(&many[i]);
		ww_acquire_fini(&ctx);
		turns++;
	}
	return turns;
}

static int read_all(void *data)
{
	while (!READ_ONCE(stop)) {
		count(data, DMA_RESV_USAGE_BOOKKEEP);
		dma_resv_wait_timeout(data, DMA_RESV_USAGE_WRITE, false, 1);
	}
	return 0;
}

TEST(locks_in_any_order)
{
	struct task_struct *threads[4];
	unsigned long i;

	for (i = 0; i < RESVS; i++)
		dma_resv_init(&many[i]);
	WRITE_ONCE(stop, true); /* a hundred turns each */
	for (i = 0; i < 4; i++)
		threads[i] = thread_start(lock_all, (void *)i);
	for (i = 0; i < 4; i++) {
		int turns = thread_end(threads[i]);

		CHECK(turns == -EINTR || turns >= 100);
	}
	for (i = 0; i < RESVS; i++)
		dma_resv_fini(&many[i]);
}

TEST(read_while_it_changes)
{
	struct task_struct *threads[2];
	struct dma_fence *fences[8] = {NULL};
	static struct dma_resv resv;
	u64 i;

	dma_resv_init(&resv);
	WRITE_ONCE(stop, false);
	for (i = 0; i < 2; i++)
		threads[i] = thread_start(read_all, &resv);
	for (i = 0; i < 2000; i++) {
		struct dma_fence **slot = &fences[test_random() % 8];

		if (*slot)
			end(*slot);
		*slot = fence_new(test_random() % 12, i);
		add(&resv, *slot, test_random() % 4);
	}
	for (i = 0; i < 8; i++) {
		if (fences[i])
			end(fences[i]);
	}
	WRITE_ONCE(stop, true);
	for (i = 0; i < 2; i++)
		thread_end(threads[i]);
	dma_resv_fini(&resv);
	rcu_barrier();
}

/* --- rules -------------------------------------------------------------------------------- */

TRAP(fence_without_a_slot, "resv-slot-not-reserved")
{
	struct dma_resv resv;

	dma_resv_init(&resv);
	dma_resv_lock(&resv, NULL);
	dma_resv_add_fence(&resv, fence_new(1, 1), DMA_RESV_USAGE_READ);
}

TRAP(slot_of_another_time, "resv-slot-not-reserved")
{
	struct dma_resv resv;

	dma_resv_init(&resv);
	dma_resv_lock(&resv, NULL);
	CHECK_EQ(dma_resv_reserve_fences(&resv, 1), 0);
	dma_resv_unlock(&resv);
	dma_resv_lock(&resv, NULL);
	dma_resv_add_fence(&resv, fence_new(1, 1), DMA_RESV_USAGE_READ);
}

TRAP(used_unlocked, "lock-not-held")
{
	struct dma_resv resv;

	dma_resv_init(&resv);
	CHECK_EQ(dma_resv_reserve_fences(&resv, 1), 0);
}

TRAP(ended_while_locked, "lock-destroyed-held")
{
	struct dma_resv resv;

	dma_resv_init(&resv);
	dma_resv_lock(&resv, NULL);
	dma_resv_fini(&resv);
}

TRAP(context_ended_with_a_lock, "acquire-context-ended-held")
{
	struct ww_acquire_ctx ctx;
	struct dma_resv resv;

	dma_resv_init(&resv);
	ww_acquire_init(&ctx, &reservation_ww_class);
	CHECK_EQ(dma_resv_lock(&resv, &ctx), 0);
	ww_acquire_fini(&ctx);
}

TRAP(slow_with_others, "slow-lock-with-others-held")
{
	struct dma_resv a, b;
	struct ww_acquire_ctx ctx;

	dma_resv_init(&a);
	dma_resv_init(&b);
	ww_acquire_init(&ctx, &reservation_ww_class);
	CHECK_EQ(dma_resv_lock(&a, &ctx), 0);
	dma_resv_lock_slow(&b, &ctx);
}
