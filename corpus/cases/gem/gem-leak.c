/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int check_bad(struct drm_file *file, u32 id)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);

	if (!obj)
		return -ENOENT;
	if (!obj->size)
// CHECK: gem-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'obj' is lost on this path; nothing puts it [custody-gem-leak]
		return -EINVAL;
	drm_gem_object_put(obj);
	return 0;
}

int check_ok(struct drm_file *file, u32 id)
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
