/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int ready(void);

int twice_bad(struct drm_file *file, u32 id)
{
	struct drm_framebuffer *fb = drm_framebuffer_lookup(NULL, file, id);
	int ret;

	if (!fb)
		return -ENOENT;
	ret = ready();
	if (ret)
		drm_framebuffer_put(fb);
// CHECK: framebuffer-double-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_framebuffer_put() on 'fb', whose reference was already put [custody-framebuffer-double-put]
	drm_framebuffer_put(fb);
	return ret;
}

int once_ok(struct drm_file *file, u32 id)
{
	struct drm_framebuffer *fb = drm_framebuffer_lookup(NULL, file, id);
	int ret;

	if (!fb)
		return -ENOENT;
	ret = ready();
	drm_framebuffer_put(fb);
	return ret;
}

int show(struct drm_framebuffer *fb);

/* Whatever show() does with fb, there is one reference to put here. */
int shown_bad(struct drm_file *file, u32 id)
{
	struct drm_framebuffer *fb = drm_framebuffer_lookup(NULL, file, id);
	int ret;

	if (!fb)
		return -ENOENT;
	ret = show(fb);
	if (ret)
		drm_framebuffer_put(fb);
// CHECK: framebuffer-double-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_framebuffer_put() on 'fb', whose reference was already put [custody-framebuffer-double-put]
	drm_framebuffer_put(fb);
	return ret;
}

int shown_ok(struct drm_file *file, u32 id)
{
	struct drm_framebuffer *fb = drm_framebuffer_lookup(NULL, file, id);
	int ret;

	if (!fb)
		return -ENOENT;
	ret = show(fb);
	if (!ret)
		drm_framebuffer_get(fb);
	drm_framebuffer_put(fb);
	return ret;
}
