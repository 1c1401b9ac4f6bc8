/* SPDX-License-Identifier: MIT */
#ifndef _CASES_DRM_DRM_DRV_H
#define _CASES_DRM_DRM_DRV_H
#include <linux/types.h>

struct drm_device;
bool drm_dev_enter(struct drm_device *dev, int *idx);
void drm_dev_exit(int idx);

#endif
