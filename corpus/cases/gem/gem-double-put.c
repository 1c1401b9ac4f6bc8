/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int ready(void);

int twice_bad(struct drm_file *file, u32 id)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);
	int ret;

	if (!obj)
		return -ENOENT;
	ret = ready();
	if (ret)
		drm_gem_object_put(obj);
// CHECK: gem-double-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_gem_object_put() on 'obj', whose reference was already put [custody-gem-double-put]
	drm_gem_object_put(obj);
	return ret;
}

int once_ok(struct drm_file *file, u32 id)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);
	int ret;

	if (!obj)
		return -ENOENT;
	ret = ready();
	drm_gem_object_put(obj);
	return ret;
}
