/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int check_bad(struct drm_file *file, u32 id)
{
	struct drm_syncobj *s = drm_syncobj_find(file, id);

	if (!s)
		return -ENOENT;
	if (!s->fence)
// CHECK: syncobj-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's' is lost on this path; nothing puts it [custody-syncobj-leak]
		return -EINVAL;
	drm_syncobj_put(s);
	return 0;
}

int check_ok(struct drm_file *file, u32 id)
{
	struct drm_syncobj *s = drm_syncobj_find(file, id);
	int ret = 0;

	if (!s)
		return -ENOENT;
	if (!s->fence)
		ret = -EINVAL;
	drm_syncobj_put(s);
	return ret;
}
