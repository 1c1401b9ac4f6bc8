/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_DRM_INTERNAL_H
#define KERNEL_DRM_INTERNAL_H

#include <drm/drm_device.h>

struct drm_file;
struct drm_gem_object;
struct drm_minor;

/* With a reference to its device, which must not be unplugged; or an error pointer. */
struct drm_minor *drm_minor_acquire(unsigned int index);
void drm_managed_release(struct drm_device *dev);
void drm_gem_open(struct drm_file *file);
void drm_gem_release(struct drm_device *dev, struct drm_file *file);
int drm_gem_close_ioctl(struct drm_device *dev, void *data, struct drm_file *file);
/* A handle in two steps: the count, with object_name_lock held; and the rest, without it, which
 * takes the count back if it fails. */
void drm_gem_handle_count_get(struct drm_gem_object *obj);
int drm_gem_handle_publish(struct drm_file *file, struct drm_gem_object *obj, u32 *handle);

void drm_prime_open(struct drm_file *file);
void drm_prime_release(struct drm_file *file);
void drm_prime_forget_handle(struct drm_file *file, u32 handle);
int drm_prime_handle_to_fd_ioctl(struct drm_device *dev, void *data, struct drm_file *file);
int drm_prime_fd_to_handle_ioctl(struct drm_device *dev, void *data, struct drm_file *file);

void drm_syncobj_open(struct drm_file *file);
void drm_syncobj_release(struct drm_file *file);
int drm_syncobj_create_ioctl(struct drm_device *dev, void *data, struct drm_file *file);
int drm_syncobj_destroy_ioctl(struct drm_device *dev, void *data, struct drm_file *file);
int drm_syncobj_wait_ioctl(struct drm_device *dev, void *data, struct drm_file *file);
int drm_syncobj_reset_ioctl(struct drm_device *dev, void *data, struct drm_file *file);
int drm_syncobj_signal_ioctl(struct drm_device *dev, void *data, struct drm_file *file);

/* Sections of drm_dev_enter() that this thread is in. */
int kernel_drm_sections(void);

#endif
