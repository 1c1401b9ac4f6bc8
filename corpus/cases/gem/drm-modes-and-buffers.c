/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/slab.h>

struct drm_device;
struct drm_display_mode {
	int hdisplay;
};
struct dma_resv;
struct drm_gem_object {
	struct dma_resv *resv;
};
struct ttm_buffer_object {
	struct drm_gem_object base;
	int pins;
};
struct ww_acquire_ctx;
struct gen_pool {
	int order;
};
struct device;
struct drm_display_mode *drm_mode_find_dmt(struct drm_device *dev, int w, int h, int fresh, bool rb);
int ttm_bo_reserve(struct ttm_buffer_object *bo, bool interruptible, bool no_wait, struct ww_acquire_ctx *ctx);
void ttm_bo_unreserve(struct ttm_buffer_object *bo);
int ttm_bo_ready(struct ttm_buffer_object *bo);
struct gen_pool *devm_gen_pool_create(struct device *dev, int order, int nid, const char *name);

int width_bad(struct drm_device *dev)
{
	struct drm_display_mode *mode = drm_mode_find_dmt(dev, 1024, 768, 60, false);

	if (!mode)
		return -ENOENT;
// CHECK: drm-modes-and-buffers.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'mode' is lost here; nothing frees it [custody-memory-leak]
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

int pin_bad(struct ttm_buffer_object *bo)
{
	int error = ttm_bo_reserve(bo, false, false, NULL);

	if (error)
		return error;
	if (!ttm_bo_ready(bo))
// CHECK: drm-modes-and-buffers.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bo->base.resv' is still held here; other paths release it [custody-lock-left-held]
		return -EBUSY;
	bo->pins++;
	ttm_bo_unreserve(bo);
	return 0;
}

int pin_ok(struct ttm_buffer_object *bo)
{
	int error = ttm_bo_reserve(bo, false, false, NULL);

	if (error)
		return error;
	if (ttm_bo_ready(bo))
		bo->pins++;
	else
		error = -EBUSY;
	ttm_bo_unreserve(bo);
	return error;
}

int order_bad(struct device *dev)
{
	struct gen_pool *pool = devm_gen_pool_create(dev, 4, -1, "tea");

	if (!pool)
		return -ENOMEM;
// CHECK: drm-modes-and-buffers.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pool' used without a test with IS_ERR() for the error pointer that devm_gen_pool_create() may return [custody-error-pointer-used]
	return pool->order;
}

int order_ok(struct device *dev)
{
	struct gen_pool *pool = devm_gen_pool_create(dev, 4, -1, "tea");

	if (IS_ERR(pool))
		return -ENOMEM;
	return pool->order;
}
