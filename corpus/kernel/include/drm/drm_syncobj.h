/* SPDX-License-Identifier: MIT */
/**
 * DOC: Sync objects
 *
 * What user space knows a fence by: a &struct drm_syncobj has a fence, or none yet, and gets
 * another one with each use. Clients have them by handle. Points of timelines are not here.
 */
#ifndef __DRM_SYNCOBJ_H__
#define __DRM_SYNCOBJ_H__

#include "custody.h"

#include <linux/dma-fence.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>

struct drm_file;

/* lock guards the rest. */
struct drm_syncobj {
	struct kref refcount;
	struct dma_fence *fence; /* a reference; drm_syncobj_fence_get() */
	struct list_head cb_list; /* who waits for a fence */
	spinlock_t lock;
} __refcounted(drm_syncobj_get, drm_syncobj_put);

void drm_syncobj_free(struct kref *kref);

static inline void drm_syncobj_get(struct drm_syncobj *obj)
{
	kref_get(&obj->refcount);
}

void drm_syncobj_put(struct drm_syncobj *obj);

/* A reference, or NULL. */
struct dma_fence *drm_syncobj_fence_get(struct drm_syncobj *syncobj);
/* Takes a reference of its own. */
void drm_syncobj_replace_fence(struct drm_syncobj *syncobj, struct dma_fence *fence);
/* A reference, or NULL. */
struct drm_syncobj *drm_syncobj_find(struct drm_file *file_private, u32 handle);
/* A reference to the fence; -ENOENT without such a handle, -EINVAL without a fence. */
int drm_syncobj_find_fence(struct drm_file *file_private, u32 handle, u64 point, u64 flags,
			   struct dma_fence **fence);
int drm_syncobj_create(struct drm_syncobj **out_syncobj, u32 flags, struct dma_fence *fence);
/* The caller keeps its reference. */
int drm_syncobj_get_handle(struct drm_file *file_private, struct drm_syncobj *syncobj, u32 *handle);

#endif
