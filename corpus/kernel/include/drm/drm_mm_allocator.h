/* SPDX-License-Identifier: MIT */
/**
 * DOC: Range allocator that needs no care
 *
 * &struct drm_mm_allocator is a &struct drm_mm with a lock and a reference counter of its own. A
 * range that it gives, &struct drm_mm_range, holds a reference to it: ranges may outlive whoever
 * made the allocator, and go back to the right one by themselves. Ranges are counted too, so that
 * drm_mm_allocator_find() can give one to somebody else. Every function may be called from
 * anywhere that may sleep.
 *
 * The kernel has no such interface; it is what drivers build around &struct drm_mm again and again.
 */
#ifndef _DRM_MM_ALLOCATOR_H_
#define _DRM_MM_ALLOCATOR_H_

#include "custody.h"

#include <drm/drm_mm.h>
#include <linux/kref.h>
#include <linux/mutex.h>

/**
 * struct drm_mm_allocator - an allocator that locks itself
 */
struct drm_mm_allocator {
	/* private: */
	struct kref ref;
	struct mutex lock;
	struct drm_mm mm; /* guarded by lock, as are all its nodes */
} __refcounted(drm_mm_allocator_get, drm_mm_allocator_put);

/**
 * struct drm_mm_range - a range of such an allocator
 */
struct drm_mm_range {
	/* private: */
	struct kref ref;
	struct drm_mm_allocator *allocator __owned;
	struct drm_mm_node node; /* guarded by the allocator's lock, but start and size are fixed */
} __refcounted(drm_mm_range_get, drm_mm_range_put);

/**
 * drm_mm_allocator_create - makes an allocator
 * @start: the first number it may give
 * @size: how many
 *
 * Returns: the allocator, a reference that goes back with drm_mm_allocator_put(); or NULL
 */
struct drm_mm_allocator *drm_mm_allocator_create(u64 start, u64 size);

/**
 * drm_mm_allocator_get - takes a reference
 * @allocator: the allocator, which the caller holds
 *
 * Returns: the allocator; goes back with drm_mm_allocator_put()
 */
struct drm_mm_allocator *drm_mm_allocator_get(struct drm_mm_allocator *allocator);

/**
 * drm_mm_allocator_put - gives a reference of drm_mm_allocator_create() or _get() back
 * @allocator: the allocator, which lives on as long as it has ranges; or NULL
 */
void drm_mm_allocator_put(struct drm_mm_allocator *allocator);

/**
 * drm_mm_allocator_alloc - takes a range
 * @allocator: from here
 * @size: how large, not 0
 * @alignment: what its start is a multiple of; 0: anything
 * @start: no lower than that
 * @end: and ends no higher than that
 * @mode: which place
 *
 * Returns: the range, which goes back with drm_mm_range_put(); or ERR_PTR(-ENOSPC), (-ENOMEM)
 */
struct drm_mm_range *drm_mm_allocator_alloc(struct drm_mm_allocator *allocator, u64 size,
					    u64 alignment, u64 start, u64 end,
					    enum drm_mm_insert_mode mode);

/**
 * drm_mm_allocator_reserve - takes that very range
 * @allocator: from here
 * @start: its first number
 * @size: how many
 *
 * Returns: the range, which goes back with drm_mm_range_put(); or ERR_PTR(-ENOSPC), (-ENOMEM)
 */
struct drm_mm_range *drm_mm_allocator_reserve(struct drm_mm_allocator *allocator, u64 start,
					      u64 size);

/**
 * drm_mm_allocator_find - the range that a number lies in
 * @allocator: in here
 * @at: the number
 *
 * Returns: the range, which goes back with drm_mm_range_put(); or NULL
 */
struct drm_mm_range *drm_mm_allocator_find(struct drm_mm_allocator *allocator, u64 at);

/**
 * drm_mm_range_get - takes a reference
 * @range: a range that the caller holds
 *
 * Returns: the range; goes back with drm_mm_range_put()
 */
struct drm_mm_range *drm_mm_range_get(struct drm_mm_range *range);

/**
 * drm_mm_range_put - gives a reference back; with the last one the range is free
 * @range: the range; or NULL
 */
void drm_mm_range_put(struct drm_mm_range *range);

/**
 * drm_mm_range_start - the first number of a range
 * @range: a range that the caller holds
 */
static inline u64 drm_mm_range_start(const struct drm_mm_range *range)
{
	return range->node.start;
}

/**
 * drm_mm_range_size - how large a range is
 * @range: a range that the caller holds
 */
static inline u64 drm_mm_range_size(const struct drm_mm_range *range)
{
	return range->node.size;
}

#endif
