/* SPDX-License-Identifier: MIT */
/**
 * DOC: Buffers of ordinary memory
 *
 * A &struct drm_gem_shmem_object gets its pages when someone first needs them, and keeps them while
 * someone does: pages_use_count. Its table is mapped for the device once, and until the object
 * goes. All of that is guarded by the object's resv.
 */
#ifndef __DRM_GEM_SHMEM_HELPER_H__
#define __DRM_GEM_SHMEM_HELPER_H__

#include "custody.h"

#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_ioctl.h>
#include <drm/drm_prime.h>

struct dma_buf_attachment;
struct iosys_map;
struct sg_table;

/**
 * struct drm_gem_shmem_object - such a buffer
 * @base: the object
 * @pages: its pages, while pages_use_count is not 0
 * @pages_use_count: who needs them
 * @sgt: the table that is mapped for the device, or the exporter's
 * @vaddr: its address, while vmap_use_count is not 0
 * @vmap_use_count: who needs that
 * @pages_mark_dirty_on_put: the device writes to it
 * @map_wc: programs map it write-combined
 */
struct drm_gem_shmem_object {
	struct drm_gem_object base;
	struct page **pages;
	unsigned int pages_use_count;
	struct sg_table *sgt;
	void *vaddr;
	unsigned int vmap_use_count;
	bool pages_mark_dirty_on_put : 1;
	bool pages_mark_accessed_on_put : 1;
	bool map_wc : 1;
};

#define to_drm_gem_shmem_obj(obj) container_of(obj, struct drm_gem_shmem_object, base)

/* One reference, or an error pointer. */
struct drm_gem_shmem_object *drm_gem_shmem_create(struct drm_device *dev, size_t size);
void drm_gem_shmem_free(struct drm_gem_shmem_object *shmem);

void drm_gem_shmem_put_pages(struct drm_gem_shmem_object *shmem);
int drm_gem_shmem_pin(struct drm_gem_shmem_object *shmem);
void drm_gem_shmem_unpin(struct drm_gem_shmem_object *shmem);
int drm_gem_shmem_pin_locked(struct drm_gem_shmem_object *shmem);
void drm_gem_shmem_unpin_locked(struct drm_gem_shmem_object *shmem);
int drm_gem_shmem_vmap(struct drm_gem_shmem_object *shmem, struct iosys_map *map);
void drm_gem_shmem_vunmap(struct drm_gem_shmem_object *shmem, struct iosys_map *map);
int drm_gem_shmem_mmap(struct drm_gem_shmem_object *shmem, struct vm_area_struct *vma);

/* The caller's. */
struct sg_table *drm_gem_shmem_get_sg_table(struct drm_gem_shmem_object *shmem);
/* The object's: mapped for its device, and lent for as long as the object lives. */
struct sg_table *drm_gem_shmem_get_pages_sgt(struct drm_gem_shmem_object *shmem);
struct drm_gem_object *drm_gem_shmem_prime_import_sg_table(struct drm_device *dev,
							   struct dma_buf_attachment *attach,
							   struct sg_table *sgt);

extern const struct vm_operations_struct drm_gem_shmem_vm_ops;

/* --- the same as functions of an object --------------------------------------------------- */

static inline void drm_gem_shmem_object_free(struct drm_gem_object *obj)
{
	drm_gem_shmem_free(to_drm_gem_shmem_obj(obj));
}

static inline int drm_gem_shmem_object_pin(struct drm_gem_object *obj)
{
	return drm_gem_shmem_pin_locked(to_drm_gem_shmem_obj(obj));
}

static inline void drm_gem_shmem_object_unpin(struct drm_gem_object *obj)
{
	drm_gem_shmem_unpin_locked(to_drm_gem_shmem_obj(obj));
}

static inline struct sg_table *drm_gem_shmem_object_get_sg_table(struct drm_gem_object *obj)
{
	return drm_gem_shmem_get_sg_table(to_drm_gem_shmem_obj(obj));
}

static inline int drm_gem_shmem_object_vmap(struct drm_gem_object *obj, struct iosys_map *map)
{
	return drm_gem_shmem_vmap(to_drm_gem_shmem_obj(obj), map);
}

static inline void drm_gem_shmem_object_vunmap(struct drm_gem_object *obj, struct iosys_map *map)
{
	drm_gem_shmem_vunmap(to_drm_gem_shmem_obj(obj), map);
}

static inline int drm_gem_shmem_object_mmap(struct drm_gem_object *obj, struct vm_area_struct *vma)
{
	return drm_gem_shmem_mmap(to_drm_gem_shmem_obj(obj), vma);
}

#define DRM_GEM_SHMEM_DRIVER_OPS .gem_prime_import_sg_table = drm_gem_shmem_prime_import_sg_table

#endif
