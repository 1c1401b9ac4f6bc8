/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/slab.h>

struct drm_device;
struct drm_display_mode {
	int hdisplay;
};
struct gen_pool {
	int order;
};
struct device;
struct drm_display_mode *drm_mode_find_dmt(struct drm_device *dev, int w, int h, int fresh, bool rb);
struct gen_pool *devm_gen_pool_create(struct device *dev, int order, int nid, const char *name);

int width_bad(struct drm_device *dev)
{
	struct drm_display_mode *mode = drm_mode_find_dmt(dev, 1024, 768, 60, false);

	if (!mode)
		return -ENOENT;
// CHECK: drm-modes.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'mode' is lost here; nothing frees it [custody-memory-leak]
	return mode->hdisplay;
}

int width_ok(struct drm_device *dev)
{
	struct drm_display_mode *mode = drm_mode_find_dmt(dev, 1024, 768, 60, false);
	int width;

	if (!mode)
		return -ENOENT;
	width = mode->hdisplay;
	kfree(mode);
	return width;
}

int order_bad(struct device *dev)
{
	struct gen_pool *pool = devm_gen_pool_create(dev, 4, -1, "tea");

	if (!pool)
		return -ENOMEM;
// CHECK: drm-modes.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pool' used without a test with IS_ERR() for the error pointer that devm_gen_pool_create() may return [custody-error-pointer-used]
	return pool->order;
}

int order_ok(struct device *dev)
{
	struct gen_pool *pool = devm_gen_pool_create(dev, 4, -1, "tea");

	if (IS_ERR(pool))
		return -ENOMEM;
	return pool->order;
}
