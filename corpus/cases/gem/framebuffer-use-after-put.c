/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int late_bad(struct drm_file *file, u32 id)
{
	struct drm_framebuffer *fb = drm_framebuffer_lookup(NULL, file, id);

	if (!fb)
		return -ENOENT;
	drm_framebuffer_put(fb);
// CHECK: framebuffer-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'fb->width' used after its reference was put [custody-framebuffer-use-after-put]
	return fb->width ? 0 : -EINVAL;
}

int late_ok(struct drm_file *file, u32 id)
{
	struct drm_framebuffer *fb = drm_framebuffer_lookup(NULL, file, id);
	int ret = 0;

	if (!fb)
		return -ENOENT;
	if (!fb->width)
		ret = -EINVAL;
	drm_framebuffer_put(fb);
	return ret;
}
