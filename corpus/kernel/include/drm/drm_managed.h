/* SPDX-License-Identifier: MIT */
/* What goes with a drm_device's last reference, backwards; devres is what goes with its driver. */
#ifndef _DRM_MANAGED_H_
#define _DRM_MANAGED_H_

#include <linux/gfp.h>
#include <linux/types.h>

struct drm_device;

typedef void (*drmres_release_t)(struct drm_device *dev, void *res);

int __must_check __drmm_add_action(struct drm_device *dev, drmres_release_t action, void *data,
				   const char *name);
int __must_check __drmm_add_action_or_reset(struct drm_device *dev, drmres_release_t action,
					    void *data, const char *name);
#define drmm_add_action(dev, action, data) __drmm_add_action(dev, action, data, #action)
#define drmm_add_action_or_reset(dev, action, data)                                                \
	__drmm_add_action_or_reset(dev, action, data, #action)

void *drmm_kmalloc(struct drm_device *dev, size_t size, gfp_t gfp) __malloc;
void drmm_kfree(struct drm_device *dev, void *data);

static inline void *drmm_kzalloc(struct drm_device *dev, size_t size, gfp_t gfp)
{
	return drmm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

#endif
