/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int check_bad(struct drm_file *file, u32 id)
{
	struct drm_framebuffer *fb = drm_framebuffer_lookup(NULL, file, id);

	if (!fb)
		return -ENOENT;
	if (!fb->width)
// CHECK: framebuffer-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'fb' is lost on this path; nothing puts it [custody-framebuffer-leak]
		return -EINVAL;
	drm_framebuffer_put(fb);
	return 0;
}

int check_ok(struct drm_file *file, u32 id)
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
