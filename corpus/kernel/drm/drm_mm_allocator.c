// SPDX-License-Identifier: MIT
#include <drm/drm_mm_allocator.h>
#include <linux/kernel.h>
#include <linux/slab.h>

struct drm_mm_allocator *drm_mm_allocator_create(u64 start, u64 size)
{
	struct drm_mm_allocator *allocator = kzalloc(sizeof(*allocator), GFP_KERNEL);

	if (!allocator)
		return NULL;
	kref_init(&allocator->ref);
	mutex_init(&allocator->lock);
	drm_mm_init(&allocator->mm, start, size);
	return allocator;
}

struct drm_mm_allocator *drm_mm_allocator_get(struct drm_mm_allocator *allocator)
{
	kref_get(&allocator->ref);
	return allocator;
}

/* Every range has a reference: there is none left, and nobody who could take one. */
static void allocator_release(struct kref *ref)
{
	struct drm_mm_allocator *allocator = container_of(ref, struct drm_mm_allocator, ref);

	drm_mm_takedown(&allocator->mm);
	mutex_destroy(&allocator->lock);
	kfree(allocator);
}

void drm_mm_allocator_put(struct drm_mm_allocator *allocator)
{
	if (allocator)
		kref_put(&allocator->ref, allocator_release);
}

static struct drm_mm_range *range_new(struct drm_mm_allocator *allocator)
{
	struct drm_mm_range *range = kzalloc(sizeof(*range), GFP_KERNEL);

	if (!range)
		return NULL;
	kref_init(&range->ref);
	range->allocator = drm_mm_allocator_get(allocator);
	return range;
}

/* One that was never inserted. */
static void range_drop(struct drm_mm_range *range)
{
	drm_mm_allocator_put(range->allocator);
	kfree(range);
}

struct drm_mm_range *drm_mm_allocator_alloc(struct drm_mm_allocator *allocator, u64 size,
					    u64 alignment, u64 start, u64 end,
					    enum drm_mm_insert_mode mode)
{
	struct drm_mm_range *range = range_new(allocator);
	int error;

	if (!range)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&allocator->lock);
	error = drm_mm_insert_node_in_range(&allocator->mm, &range->node, size, alignment, 0, start,
					    end, mode);
	mutex_unlock(&allocator->lock);
	if (error) {
		range_drop(range);
		return ERR_PTR(error);
	}
	return range;
}

struct drm_mm_range *drm_mm_allocator_reserve(struct drm_mm_allocator *allocator, u64 start,
					      u64 size)
{
	struct drm_mm_range *range = range_new(allocator);
	int error;

	if (!range)
		return ERR_PTR(-ENOMEM);
	range->node.start = start;
	range->node.size = size;
	mutex_lock(&allocator->lock);
	error = drm_mm_reserve_node(&allocator->mm, &range->node);
	mutex_unlock(&allocator->lock);
	if (error) {
		range_drop(range);
		return ERR_PTR(error);
	}
	return range;
}

/* What the tree leads to is only borrowed while the lock is held; its last reference may be gone.
 */
struct drm_mm_range *drm_mm_allocator_find(struct drm_mm_allocator *allocator, u64 at)
{
	struct drm_mm_range *range = NULL;
	struct drm_mm_node *node;

	mutex_lock(&allocator->lock);
	node = __drm_mm_interval_first(&allocator->mm, at, at);
	if (node != &allocator->mm.head_node && node->start <= at) {
		range = container_of(node, struct drm_mm_range, node);
		if (!kref_get_unless_zero(&range->ref))
			range = NULL;
	}
	mutex_unlock(&allocator->lock);
	return range;
}

struct drm_mm_range *drm_mm_range_get(struct drm_mm_range *range)
{
	kref_get(&range->ref);
	return range;
}

static void range_release(struct kref *ref)
{
	struct drm_mm_range *range = container_of(ref, struct drm_mm_range, ref);
	struct drm_mm_allocator *allocator = range->allocator;

	mutex_lock(&allocator->lock);
	drm_mm_remove_node(&range->node);
	mutex_unlock(&allocator->lock);
	kfree(range);
	drm_mm_allocator_put(allocator);
}

void drm_mm_range_put(struct drm_mm_range *range)
{
	if (range)
		kref_put(&range->ref, range_release);
}
