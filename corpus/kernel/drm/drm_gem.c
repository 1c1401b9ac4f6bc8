// SPDX-License-Identifier: MIT
/*
 * Buffers and their handles. An entry of a client's array means a handle count; the object's
 * handles together have one reference, taken with the first of them.
 */
#include "checked.h"
#include "drm_internal.h"

#include <linux/dma-buf.h>
#include <linux/errno.h>
#include <linux/iosys-map.h>
#include <linux/mutex.h>
#include <drm/drm_drv.h>
#include <drm/drm_gem.h>

static const struct checked_kind object_kind = {
	.what = "GEM object", .freed = "gem-freed-by-hand", .left = "gem-leak"};

void drm_gem_private_object_init(struct drm_device *dev, struct drm_gem_object *obj, size_t size)
{
	kref_init(&obj->refcount);
	obj->dev = dev;
	obj->handle_count = 0;
	obj->size = size;
	dma_resv_init(&obj->_resv);
	if (!obj->resv)
		obj->resv = &obj->_resv;
	drm_gem_gpuva_init(obj);
	drm_vma_node_reset(&obj->vma_node);
	checked_enter(&object_kind, obj);
}

void drm_gem_object_release(struct drm_gem_object *obj)
{
	checked_that(!obj->handle_count, "gem-freed-with-handles",
		     "an object is released that user space has %u handles of", obj->handle_count);
	checked_that(list_empty(&obj->gpuva.list), "gem-freed-while-mapped-by-gpu",
		     "an object is released that is in an address space of the device");
	checked_leave(&object_kind, obj);
	drm_gem_free_mmap_offset(obj);
	xa_destroy(&obj->vma_node.vm_files);
	dma_resv_fini(&obj->_resv);
}

void drm_gem_object_free(struct kref *kref)
{
	struct drm_gem_object *obj = container_of(kref, struct drm_gem_object, refcount);

	obj->funcs->free(obj);
}

void drm_gem_object_put(struct drm_gem_object *obj)
{
	if (!obj)
		return;
	checked_that(kref_read(&obj->refcount), "gem-double-put",
		     "a GEM object is put once too often");
	kref_put(&obj->refcount, drm_gem_object_free);
}

/* --- handles ------------------------------------------------------------------------------ */

void drm_gem_handle_count_get(struct drm_gem_object *obj)
{
	lockdep_assert_held(&obj->dev->object_name_lock);
	if (!obj->handle_count++)
		drm_gem_object_get(obj);
}

/* With the last handle the object's dma_buf goes: they refer to each other. */
static void handle_count_put(struct drm_gem_object *obj)
{
	struct drm_device *dev = obj->dev;
	struct dma_buf *dma_buf = NULL;
	bool last;

	mutex_lock(&dev->object_name_lock);
	last = !WARN_ON(!obj->handle_count) && !--obj->handle_count;
	if (last) {
		dma_buf = obj->dma_buf;
		obj->dma_buf = NULL;
	}
	mutex_unlock(&dev->object_name_lock);
	if (dma_buf)
		dma_buf_put(dma_buf);
	if (last)
		drm_gem_object_put(obj);
}

int drm_gem_handle_publish(struct drm_file *file, struct drm_gem_object *obj, u32 *handle)
{
	int error;
	u32 id;

	checked_that(obj->funcs && obj->funcs->free, "gem-published-early",
		     "an object gets a handle that is not complete: it has no functions");
	/* nobody finds it before all is ready */
	error = xa_alloc(&file->object_xa, &id, NULL, XA_LIMIT(1, S32_MAX), GFP_KERNEL);
	if (error)
		goto put;
	error = drm_vma_node_allow(&obj->vma_node, file);
	if (error)
		goto erase;
	error = obj->funcs->open ? obj->funcs->open(obj, file) : 0;
	if (error)
		goto revoke;
	*handle = id;
	/* its place is there since xa_alloc(): this can't fail */
	(void)xa_store(&file->object_xa, id, obj, GFP_KERNEL);
	return 0;

revoke:
	drm_vma_node_revoke(&obj->vma_node, file);
erase:
	xa_erase(&file->object_xa, id);
put:
	handle_count_put(obj);
	return error;
}

int drm_gem_handle_create(struct drm_file *file, struct drm_gem_object *obj, u32 *handle)
{
	mutex_lock(&obj->dev->object_name_lock);
	drm_gem_handle_count_get(obj);
	mutex_unlock(&obj->dev->object_name_lock);
	return drm_gem_handle_publish(file, obj, handle);
}

static void close_handle(struct drm_file *file, struct drm_gem_object *obj, u32 handle)
{
	if (obj->funcs->close)
		obj->funcs->close(obj, file);
	drm_prime_forget_handle(file, handle);
	drm_vma_node_revoke(&obj->vma_node, file);
	handle_count_put(obj);
}

int drm_gem_handle_delete(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj;

	/* of two who close it one gets it; the number stays taken until nothing knows it. There
	 * is a place to store that in: it can't fail. */
	xa_lock(&file->object_xa);
	obj = xa_load(&file->object_xa, handle);
	if (obj)
		(void)__xa_store(&file->object_xa, handle, NULL, GFP_ATOMIC);
	xa_unlock(&file->object_xa);
	if (!obj)
		return -EINVAL;
	close_handle(file, obj, handle);
	xa_erase(&file->object_xa, handle);
	return 0;
}

struct drm_gem_object *drm_gem_object_lookup(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj;

	xa_lock(&file->object_xa);
	obj = xa_load(&file->object_xa, handle);
	if (obj)
		drm_gem_object_get(obj);
	xa_unlock(&file->object_xa);
	return obj;
}

int drm_gem_close_ioctl(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct drm_gem_close *args = data;

	if (!drm_core_check_feature(dev, DRIVER_GEM))
		return -EOPNOTSUPP;
	return drm_gem_handle_delete(file, args->handle);
}

void drm_gem_open(struct drm_file *file)
{
	xa_init_flags(&file->object_xa, XA_FLAGS_ALLOC1);
}

void drm_gem_release(struct drm_device *dev, struct drm_file *file)
{
	struct drm_gem_object *obj;
	unsigned long handle;

	(void)dev;
	xa_for_each(&file->object_xa, handle, obj)
		close_handle(file, obj, handle);
	xa_destroy(&file->object_xa);
}

/* --- pinning, addresses ------------------------------------------------------------------- */

int drm_gem_pin(struct drm_gem_object *obj)
{
	int error;

	dma_resv_lock(obj->resv, NULL);
	error = obj->funcs->pin ? obj->funcs->pin(obj) : 0;
	dma_resv_unlock(obj->resv);
	return error;
}

void drm_gem_unpin(struct drm_gem_object *obj)
{
	dma_resv_lock(obj->resv, NULL);
	if (obj->funcs->unpin)
		obj->funcs->unpin(obj);
	dma_resv_unlock(obj->resv);
}

int drm_gem_vmap(struct drm_gem_object *obj, struct iosys_map *map)
{
	dma_resv_assert_held(obj->resv);
	iosys_map_clear(map);
	return obj->funcs->vmap ? obj->funcs->vmap(obj, map) : -EOPNOTSUPP;
}

void drm_gem_vunmap(struct drm_gem_object *obj, struct iosys_map *map)
{
	dma_resv_assert_held(obj->resv);
	if (iosys_map_is_null(map))
		return;
	if (obj->funcs->vunmap)
		obj->funcs->vunmap(obj, map);
	iosys_map_clear(map);
}

int drm_gem_vmap_unlocked(struct drm_gem_object *obj, struct iosys_map *map)
{
	int error;

	dma_resv_lock(obj->resv, NULL);
	error = drm_gem_vmap(obj, map);
	dma_resv_unlock(obj->resv);
	return error;
}

void drm_gem_vunmap_unlocked(struct drm_gem_object *obj, struct iosys_map *map)
{
	dma_resv_lock(obj->resv, NULL);
	drm_gem_vunmap(obj, map);
	dma_resv_unlock(obj->resv);
}
