// SPDX-License-Identifier: MIT
/*
 * Buffers and their handles. An entry of a client's array means a handle count; the object's
 * handles together have one reference, taken with the first of them.
 */
#include "checked.h"
#include "drm_internal.h"

#include <linux/errno.h>
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
	checked_enter(&object_kind, obj);
}

void drm_gem_object_release(struct drm_gem_object *obj)
{
	checked_that(!obj->handle_count, "gem-freed-with-handles",
		     "an object is released that user space has %u handles of", obj->handle_count);
	checked_leave(&object_kind, obj);
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

/* --- handles -------------------------------------------------------------------------------- */

static void handle_count_get(struct drm_gem_object *obj)
{
	mutex_lock(&obj->dev->object_name_lock);
	if (!obj->handle_count++)
		drm_gem_object_get(obj);
	mutex_unlock(&obj->dev->object_name_lock);
}

static void handle_count_put(struct drm_gem_object *obj)
{
	struct drm_device *dev = obj->dev;
	bool last;

	mutex_lock(&dev->object_name_lock);
	last = !WARN_ON(!obj->handle_count) && !--obj->handle_count;
	mutex_unlock(&dev->object_name_lock);
	if (last)
		drm_gem_object_put(obj);
}

int drm_gem_handle_create(struct drm_file *file, struct drm_gem_object *obj, u32 *handle)
{
	int error;
	u32 id;

	checked_that(obj->funcs && obj->funcs->free, "gem-published-early",
		     "an object gets a handle that is not complete: it has no functions");
	handle_count_get(obj);
	/* nobody finds it before all is ready */
	error = xa_alloc(&file->object_xa, &id, NULL, XA_LIMIT(1, S32_MAX), GFP_KERNEL);
	if (error)
		goto put;
	error = obj->funcs->open ? obj->funcs->open(obj, file) : 0;
	if (error)
		goto erase;
	*handle = id;
	xa_store(&file->object_xa, id, obj, GFP_KERNEL);
	return 0;

erase:
	xa_erase(&file->object_xa, id);
put:
	handle_count_put(obj);
	return error;
}

static void close_handle(struct drm_file *file, struct drm_gem_object *obj)
{
	if (obj->funcs->close)
		obj->funcs->close(obj, file);
	handle_count_put(obj);
}

int drm_gem_handle_delete(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj;

	/* of two who close it one gets it */
	obj = xa_erase(&file->object_xa, handle);
	if (!obj)
		return -EINVAL;
	close_handle(file, obj);
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
		close_handle(file, obj);
	xa_destroy(&file->object_xa);
}
