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

#include <linux/kref.h>
#include <linux/types.h>
#include <drm/drm_file.h>
#include <drm/drm_ioctl.h>

struct drm_device;
struct drm_file;
struct drm_gem_object;

/**
 * struct drm_gem_object_funcs - what a driver does for its objects
 * @free: the last reference is gone: drm_gem_object_release(), then its memory
 * @open: a client gets its first handle; optional
 * @close: a client loses it; optional
 */
struct drm_gem_object_funcs {
	void (*free)(struct drm_gem_object *obj);
	int (*open)(struct drm_gem_object *obj, struct drm_file *file);
	void (*close)(struct drm_gem_object *obj, struct drm_file *file);
};

struct drm_gem_object {
	struct kref refcount;
	unsigned int handle_count; /* guarded by drm_device.object_name_lock */
	struct drm_device *dev;
	size_t size;
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

#define DRM_GEM_FOPS                                                                               \
	.open = drm_open, .release = drm_release, .unlocked_ioctl = drm_ioctl,                     \
	.compat_ioctl = drm_compat_ioctl, .llseek = noop_llseek

#define DEFINE_DRM_GEM_FOPS(name)                                                                  \
	static const struct file_operations name = {.owner = THIS_MODULE, DRM_GEM_FOPS}

#endif
