/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int late_bad(struct drm_file *file, u32 id)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);

	if (!obj)
		return -ENOENT;
	drm_gem_object_put(obj);
// CHECK: gem-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'obj->size' used after its reference was put [custody-gem-use-after-put]
	return obj->size ? 0 : -EINVAL;
}

int late_ok(struct drm_file *file, u32 id)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);
	int ret = 0;

	if (!obj)
		return -ENOENT;
	if (!obj->size)
		ret = -EINVAL;
	drm_gem_object_put(obj);
	return ret;
}
