/* SPDX-License-Identifier: MIT */
#ifndef _CASES_DRM_DRM_GEM_H
#define _CASES_DRM_DRM_GEM_H
#include <linux/dma-fence.h>
#include <linux/slab.h>

struct drm_file {
	void *driver_priv;
};
struct drm_device;
struct file;
struct drm_gem_object {
	size_t size;
	struct file *filp;
};
struct drm_gem_object *drm_gem_object_lookup(struct drm_file *file, u32 handle);
void drm_gem_object_put(struct drm_gem_object *obj);
void drm_gem_object_get(struct drm_gem_object *obj);
int drm_gem_handle_create(struct drm_file *file, struct drm_gem_object *obj, u32 *handle);

struct drm_framebuffer {
	unsigned int width;
};
struct drm_framebuffer *drm_framebuffer_lookup(struct drm_device *dev, struct drm_file *file, u32 id);
void drm_framebuffer_get(struct drm_framebuffer *fb);
void drm_framebuffer_put(struct drm_framebuffer *fb);

struct drm_mm {
	u64 color;
};
struct drm_mm_node {
	u64 start, size;
};
int drm_mm_insert_node(struct drm_mm *mm, struct drm_mm_node *node, u64 size);
void drm_mm_remove_node(struct drm_mm_node *node);
void drm_mm_init(struct drm_mm *mm, u64 start, u64 size);
void drm_mm_takedown(struct drm_mm *mm);

struct drm_syncobj {
	struct dma_fence *fence;
};
struct drm_syncobj *drm_syncobj_find(struct drm_file *file, u32 handle);
void drm_syncobj_put(struct drm_syncobj *s);

struct drm_sched_entity;
struct drm_sched_job {
	int id;
	struct drm_sched_entity *entity;
};
int drm_sched_job_init(struct drm_sched_job *job, struct drm_sched_entity *entity, u32 credits, void *owner);
void drm_sched_job_arm(struct drm_sched_job *job);
void drm_sched_entity_push_job(struct drm_sched_job *job);
void drm_sched_job_cleanup(struct drm_sched_job *job);

#endif
