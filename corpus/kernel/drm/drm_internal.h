/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_DRM_INTERNAL_H
#define KERNEL_DRM_INTERNAL_H

#include <drm/drm_device.h>

struct drm_file;
struct drm_minor;

/* With a reference to its device, which must not be unplugged; or an error pointer. */
struct drm_minor *drm_minor_acquire(unsigned int index);
void drm_managed_release(struct drm_device *dev);
void drm_gem_open(struct drm_file *file);
void drm_gem_release(struct drm_device *dev, struct drm_file *file);
int drm_gem_close_ioctl(struct drm_device *dev, void *data, struct drm_file *file);

/* Sections of drm_dev_enter() that this thread is in. */
int kernel_drm_sections(void);

#endif
