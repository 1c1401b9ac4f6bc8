// SPDX-License-Identifier: MIT
/*
 * Reservation objects: fences in an array that readers see under RCU. An entry is a fence and, in
 * the lowest bits, its usage. Entries are replaced one by one; to grow, the array is copied.
 */
#include "checked.h"
#include "custody.h"

#include <linux/dma-resv.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#define USAGE_MASK 3UL

struct dma_resv_list {
	struct rcu_head rcu;
	u32 num_fences, max_fences;
	unsigned long table[];
};

DEFINE_WW_CLASS(reservation_ww_class);

static struct dma_fence *fence_of(unsigned long entry)
	__trusted("an address, with the fence's usage in the bits below");

static struct dma_fence *fence_of(unsigned long entry)
{
	return (struct dma_fence *)(entry & ~USAGE_MASK);
}

static enum dma_resv_usage usage_of(unsigned long entry)
{
	return entry & USAGE_MASK;
}

static void set_entry(struct dma_resv_list *list, u32 index, struct dma_fence *fence,
		      enum dma_resv_usage usage)
{
	smp_store_release(&list->table[index], (unsigned long)fence | usage);
}

static unsigned long entry_at(struct dma_resv_list *list, u32 index)
{
	return smp_load_acquire(&list->table[index]);
}

static struct dma_resv_list *list_alloc(u32 max)
{
	struct dma_resv_list *list = kzalloc(struct_size(list, table, max), GFP_KERNEL);

	if (list)
		list->max_fences = max;
	return list;
}

void dma_resv_init(struct dma_resv *obj)
{
	ww_mutex_init(&obj->lock, &reservation_ww_class);
	obj->fences = NULL;
}

void dma_resv_fini(struct dma_resv *obj)
{
	struct dma_resv_list *list = obj->fences;
	u32 i;

	for (i = 0; list && i < list->num_fences; i++)
		dma_fence_put(fence_of(list->table[i]));
	kfree(list);
	obj->fences = NULL;
	ww_mutex_destroy(&obj->lock);
}

void dma_resv_unlock(struct dma_resv *obj)
{
	/* what was reserved and not used is lost: others may use it */
	if (KERNEL_CHECKED && obj->fences && dma_resv_held(obj))
		obj->fences->max_fences = obj->fences->num_fences;
	ww_mutex_unlock(&obj->lock);
}

/* --- adding ------------------------------------------------------------------------------- */

static struct dma_resv_list *list_copy(struct dma_resv_list *old, u32 max,
				       struct dma_resv_list *signaled)
{
	struct dma_resv_list *new = list_alloc(max);
	u32 i;

	for (i = 0; new && old &&i < old->num_fences; i++) {
		struct dma_fence *fence = fence_of(old->table[i]);

		if (dma_fence_is_signaled(fence))
			signaled->table[signaled->num_fences++] = old->table[i];
		else
			set_entry(new, new->num_fences++, fence, usage_of(old->table[i]));
	}
	return new;
}

int dma_resv_reserve_fences(struct dma_resv *obj, unsigned int num_fences)
{
	struct dma_resv_list *old = obj->fences, *new, *signaled;
	u32 count = old ? old->num_fences : 0, i;

	dma_resv_assert_held(obj);
	if (WARN_ON(!num_fences))
		return -EINVAL;
	if (old && count + num_fences <= old->max_fences)
		return 0;
	signaled = list_alloc(count);
	if (!signaled)
		return -ENOMEM;
	new = list_copy(old, max(4u, count + num_fences), signaled);
	if (new) {
		rcu_assign_pointer(obj->fences, new);
		for (i = 0; i < signaled->num_fences; i++)
			dma_fence_put(fence_of(signaled->table[i]));
		if (old)
			kfree_rcu(old, rcu);
	}
	kfree(signaled);
	return new ? 0 : -ENOMEM;
}

/* The old one's promise is kept when the new one's is. */
static bool replaces(struct dma_fence *fence, enum dma_resv_usage usage, unsigned long entry)
{
	struct dma_fence *old = fence_of(entry);

	if (dma_fence_is_signaled(old))
		return true;
	return old->context == fence->context && usage_of(entry) >= usage &&
	       !dma_fence_is_later(old, fence);
}

void dma_resv_add_fence(struct dma_resv *obj, struct dma_fence *fence, enum dma_resv_usage usage)
{
	struct dma_resv_list *list = obj->fences;
	u32 i;

	dma_resv_assert_held(obj);
	dma_fence_get(fence);
	for (i = 0; list && i < list->num_fences; i++) {
		unsigned long entry = list->table[i];

		if (!replaces(fence, usage, entry))
			continue;
		set_entry(list, i, fence, usage);
		dma_fence_put(fence_of(entry));
		return;
	}
	if (!list || i >= list->max_fences) {
		checked_that(false, "resv-slot-not-reserved",
			     "a fence is added that no slot was reserved for under this lock");
		WARN(1, "a fence is added without a slot\n");
		dma_fence_put(fence);
		return;
	}
	set_entry(list, i, fence, usage);
	smp_store_release(&list->num_fences, i + 1);
}

void dma_resv_replace_fences(struct dma_resv *obj, u64 context, struct dma_fence *fence,
			     enum dma_resv_usage usage)
{
	struct dma_resv_list *list = obj->fences;
	u32 i;

	dma_resv_assert_held(obj);
	for (i = 0; list && i < list->num_fences; i++) {
		struct dma_fence *old = fence_of(list->table[i]);

		if (old->context != context)
			continue;
		set_entry(list, i, dma_fence_get(fence), usage);
		dma_fence_put(old);
	}
}

/* --- iterating ---------------------------------------------------------------------------- */

/* Under RCU: to the next one that is of the usage, not signalled, and still alive. */
static void walk_unlocked(struct dma_resv_iter *cursor)
{
	while (cursor->index < cursor->num_fences) {
		unsigned long entry = entry_at(cursor->fences, cursor->index++);
		struct dma_fence *fence = fence_of(entry);

		if (usage_of(entry) > cursor->usage)
			continue;
		fence = dma_fence_get_rcu(fence);
		if (!fence) { /* replaced meanwhile: begin again */
			cursor->fences = NULL;
			cursor->num_fences = 0;
			break;
		}
		if (!dma_fence_is_signaled(fence)) {
			cursor->fence = fence;
			cursor->fence_usage = usage_of(entry);
			return;
		}
		dma_fence_put(fence);
	}
}

static void restart_unlocked(struct dma_resv_iter *cursor)
{
	do {
		cursor->index = 0;
		cursor->is_restarted = true;
		cursor->fence = NULL;
		cursor->fences = rcu_dereference(cursor->obj->fences);
		cursor->num_fences =
			cursor->fences ? smp_load_acquire(&cursor->fences->num_fences) : 0;
		walk_unlocked(cursor);
	} while (!cursor->fence && cursor->fences != rcu_dereference(cursor->obj->fences));
}

struct dma_fence *dma_resv_iter_first_unlocked(struct dma_resv_iter *cursor)
{
	rcu_read_lock();
	restart_unlocked(cursor);
	rcu_read_unlock();
	return cursor->fence;
}

struct dma_fence *dma_resv_iter_next_unlocked(struct dma_resv_iter *cursor)
{
	struct dma_fence *last = cursor->fence;

	cursor->fence = NULL;
	cursor->is_restarted = false;
	rcu_read_lock();
	if (cursor->fences == rcu_dereference(cursor->obj->fences))
		walk_unlocked(cursor);
	if (!cursor->fence && cursor->fences != rcu_dereference(cursor->obj->fences))
		restart_unlocked(cursor);
	rcu_read_unlock();
	dma_fence_put(last);
	return cursor->fence;
}

struct dma_fence *dma_resv_iter_first(struct dma_resv_iter *cursor)
{
	dma_resv_assert_held(cursor->obj);
	cursor->index = 0;
	cursor->fences = cursor->obj->fences;
	cursor->is_restarted = true;
	return dma_resv_iter_next(cursor);
}

struct dma_fence *dma_resv_iter_next(struct dma_resv_iter *cursor)
{
	dma_resv_assert_held(cursor->obj);
	if (cursor->index)
		cursor->is_restarted = false;
	cursor->fence = NULL;
	while (cursor->fences && cursor->index < cursor->fences->num_fences) {
		unsigned long entry = cursor->fences->table[cursor->index++];

		if (usage_of(entry) > cursor->usage)
			continue;
		cursor->fence = fence_of(entry);
		cursor->fence_usage = usage_of(entry);
		break;
	}
	return cursor->fence;
}

/* --- all of them -------------------------------------------------------------------------- */

static void put_all(struct dma_fence **fences, unsigned int count)
{
	while (count)
		dma_fence_put(fences[--count]);
	kfree(fences);
}

int dma_resv_get_fences(struct dma_resv *obj, enum dma_resv_usage usage, unsigned int *num_fences,
			struct dma_fence ***fences)
{
	struct dma_fence **found = NULL, *fence;
	struct dma_resv_iter cursor;
	unsigned int count = 0;
	int error = 0;

	dma_resv_iter_begin(&cursor, obj, usage);
	dma_resv_for_each_fence_unlocked(&cursor, fence) {
		if (dma_resv_iter_is_restarted(&cursor)) {
			put_all(found, count);
			count = 0;
			found = kcalloc(cursor.num_fences, sizeof(*found), GFP_KERNEL);
			if (!found) {
				error = -ENOMEM;
				break;
			}
		}
		found[count++] = dma_fence_get(fence);
	}
	dma_resv_iter_end(&cursor);
	if (error)
		return error;
	*fences = found;
	*num_fences = count;
	return 0;
}

int dma_resv_copy_fences(struct dma_resv *dst, struct dma_resv *src)
{
	struct dma_resv_iter cursor;
	struct dma_fence *fence;
	int error = 0;

	dma_resv_assert_held(dst);
	dma_resv_iter_begin(&cursor, src, DMA_RESV_USAGE_BOOKKEEP);
	dma_resv_for_each_fence_unlocked(&cursor, fence) {
		error = dma_resv_reserve_fences(dst, 1);
		if (error)
			break;
		dma_resv_add_fence(dst, fence, dma_resv_iter_usage(&cursor));
	}
	dma_resv_iter_end(&cursor);
	return error;
}

long dma_resv_wait_timeout(struct dma_resv *obj, enum dma_resv_usage usage, bool intr,
			   unsigned long timeout)
{
	long left = timeout ? timeout : 1;
	struct dma_resv_iter cursor;
	struct dma_fence *fence;

	dma_resv_iter_begin(&cursor, obj, usage);
	dma_resv_for_each_fence_unlocked(&cursor, fence) {
		left = dma_fence_wait_timeout(fence, intr, timeout);
		if (left <= 0)
			break;
		if (timeout) /* 0 stays: it only asks */
			timeout = left;
	}
	dma_resv_iter_end(&cursor);
	return left;
}

bool dma_resv_test_signaled(struct dma_resv *obj, enum dma_resv_usage usage)
{
	struct dma_resv_iter cursor;
	struct dma_fence *fence;

	dma_resv_iter_begin(&cursor, obj, usage);
	fence = dma_resv_iter_first_unlocked(&cursor);
	dma_resv_iter_end(&cursor);
	return !fence;
}
