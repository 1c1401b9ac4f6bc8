/* SPDX-License-Identifier: MIT */
/**
 * DOC: Buffers
 *
 * A &struct drm_gem_object is counted. User space knows it by handles, which are each client's own:
 * while there are any, they hold one reference between them, and a count of their own, whose end
 * takes the object's name from user space while the kernel may still use it.
 */
#ifndef __DRM_GEM_H__
#define __DRM_GEM_H__

#include "custody.h"

#include <linux/dma-resv.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/types.h>
#include <drm/drm_file.h>
#include <drm/drm_ioctl.h>
#include <drm/drm_vma_manager.h>

struct dma_buf;
struct dma_buf_attachment;
struct drm_device;
struct drm_file;
struct drm_gem_object;
struct iosys_map;
struct sg_table;
struct vm_area_struct;
struct vm_operations_struct;

/**
 * struct drm_gem_object_funcs - what a driver does for its objects
 * @free: the last reference is gone: drm_gem_object_release(), then its memory
 * @open: a client gets its first handle; optional
 * @close: a client loses it; optional
 * @export: a dma_buf of it; optional, drm_gem_prime_export() otherwise
 * @pin: keeps its memory where it is; with resv held; optional
 * @unpin: the end of that
 * @get_sg_table: a table of its memory, that the caller frees; what exporting needs
 * @vmap: gives it an address; with resv held; optional
 * @vunmap: the end of that
 * @mmap: a program maps it; optional
 * @vm_ops: of such mappings
 */
struct drm_gem_object_funcs {
	void (*free)(struct drm_gem_object *obj);
	int (*open)(struct drm_gem_object *obj, struct drm_file *file);
	void (*close)(struct drm_gem_object *obj, struct drm_file *file);
	struct dma_buf *(*export)(struct drm_gem_object *obj, int flags);
	int (*pin)(struct drm_gem_object *obj);
	void (*unpin)(struct drm_gem_object *obj);
	struct sg_table *(*get_sg_table)(struct drm_gem_object *obj);
	int (*vmap)(struct drm_gem_object *obj, struct iosys_map *map);
	void (*vunmap)(struct drm_gem_object *obj, struct iosys_map *map);
	int (*mmap)(struct drm_gem_object *obj, struct vm_area_struct *vma);
	const struct vm_operations_struct *vm_ops;
};

/**
 * struct drm_gem_object - a buffer
 * @refcount: its references
 * @handle_count: handles; guarded by drm_device.object_name_lock
 * @dev: the device
 * @vma_node: where programs map it
 * @size: in bytes
 * @dma_buf: what it was exported or imported as, while it has handles; guarded as handle_count
 * @import_attach: of one that was imported
 * @resv: its users' lock and fences: its own, the exporter's, or one of several objects
 * @_resv: its own
 * @gpuva: its mappings in address spaces, as &struct drm_gpuvm_bo; guarded by resv
 * @funcs: what the driver does
 */
struct drm_gem_object {
	struct kref refcount;
	unsigned int handle_count;
	struct drm_device *dev;
	struct drm_vma_offset_node vma_node;
	size_t size;
	struct dma_buf *dma_buf;
	struct dma_buf_attachment *import_attach;
	struct dma_resv *resv;
	struct dma_resv _resv;
	struct {
		struct list_head list;
	} gpuva;
	const struct drm_gem_object_funcs *funcs;
} __refcounted(drm_gem_object_get, drm_gem_object_put);

/* One reference afterwards; the driver has its memory. */
void drm_gem_private_object_init(struct drm_device *dev, struct drm_gem_object *obj, size_t size);
void drm_gem_object_release(struct drm_gem_object *obj);
void drm_gem_object_free(struct kref *kref);

/* The caller keeps its reference. From here on user space may use the handle. */
int drm_gem_handle_create(struct drm_file *file_priv, struct drm_gem_object *obj, u32 *handle);
int drm_gem_handle_delete(struct drm_file *file_priv, u32 handle);
/* A reference, or NULL. */
struct drm_gem_object *drm_gem_object_lookup(struct drm_file *file_priv, u32 handle);
void drm_gem_object_put(struct drm_gem_object *obj);

static inline void drm_gem_object_get(struct drm_gem_object *obj)
{
	kref_get(&obj->refcount);
}

int drm_gem_pin(struct drm_gem_object *obj);
void drm_gem_unpin(struct drm_gem_object *obj);
int drm_gem_vmap(struct drm_gem_object *obj, struct iosys_map *map);
void drm_gem_vunmap(struct drm_gem_object *obj, struct iosys_map *map);
int drm_gem_vmap_unlocked(struct drm_gem_object *obj, struct iosys_map *map);
void drm_gem_vunmap_unlocked(struct drm_gem_object *obj, struct iosys_map *map);

/* For the ioctl that tells a program what to give to mmap(); drm_vma_node_offset_addr(). */
int drm_gem_create_mmap_offset(struct drm_gem_object *obj);
void drm_gem_free_mmap_offset(struct drm_gem_object *obj);
int drm_gem_mmap(struct file *filp, struct vm_area_struct *vma);
int drm_gem_mmap_obj(struct drm_gem_object *obj, unsigned long obj_size,
		     struct vm_area_struct *vma);
void drm_gem_vm_open(struct vm_area_struct *vma);
void drm_gem_vm_close(struct vm_area_struct *vma);

#define drm_gem_gpuva_assert_lock_held(obj) dma_resv_assert_held((obj)->resv)
#define drm_gem_for_each_gpuvm_bo(entry__, obj__)                                                  \
	list_for_each_entry(entry__, &(obj__)->gpuva.list, list.entry.gem)
#define drm_gem_for_each_gpuvm_bo_safe(entry__, next__, obj__)                                     \
	list_for_each_entry_safe(entry__, next__, &(obj__)->gpuva.list, list.entry.gem)

static inline void drm_gem_gpuva_init(struct drm_gem_object *obj)
{
	INIT_LIST_HEAD(&obj->gpuva.list);
}

#define DRM_GEM_FOPS                                                                               \
	.open = drm_open, .release = drm_release, .unlocked_ioctl = drm_ioctl,                     \
	.compat_ioctl = drm_compat_ioctl, .llseek = noop_llseek, .mmap = drm_gem_mmap

#define DEFINE_DRM_GEM_FOPS(name)                                                                  \
	static const struct file_operations name = {.owner = THIS_MODULE, DRM_GEM_FOPS}

#endif
