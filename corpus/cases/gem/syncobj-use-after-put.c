/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int late_bad(struct drm_file *file, u32 id)
{
	struct drm_syncobj *s = drm_syncobj_find(file, id);

	if (!s)
		return -ENOENT;
	drm_syncobj_put(s);
// CHECK: syncobj-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's->fence' used after its reference was put [custody-syncobj-use-after-put]
	return s->fence ? 0 : -EINVAL;
}

int late_ok(struct drm_file *file, u32 id)
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
