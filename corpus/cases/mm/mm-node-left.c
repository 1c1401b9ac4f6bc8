/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

struct bo {
	struct drm_mm_node node;
};
int bo_pin(struct bo *bo);
int bo_map(struct bo *bo);

int probe_bad(struct drm_mm *mm, struct bo *bo)
{
	int ret;

	ret = drm_mm_insert_node(mm, &bo->node, 4096);
	if (ret)
		return ret;
	ret = bo_pin(bo);
	if (ret)
// CHECK: mm-node-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bo->node' is left inserted, though the function fails; nothing removes it [custody-mm-node-left]
		return ret;
	ret = bo_map(bo);
	if (ret)
		goto err_undo;
	return 0;
err_undo:
	drm_mm_remove_node(&bo->node);
	return ret;
}

int probe_ok(struct drm_mm *mm, struct bo *bo)
{
	int ret;

	ret = drm_mm_insert_node(mm, &bo->node, 4096);
	if (ret)
		return ret;
	ret = bo_pin(bo);
	if (ret)
		goto err_undo;
	ret = bo_map(bo);
	if (ret)
		goto err_undo;
	return 0;
err_undo:
	drm_mm_remove_node(&bo->node);
	return ret;
}

/* Evicted later, by whoever needs the room. */
int insert_ok(struct drm_mm *mm, struct bo *bo)
{
	int ret = drm_mm_insert_node(mm, &bo->node, 4096);

	if (ret)
		return ret;
	return bo_pin(bo);
}

/* Whether it is inserted is asked here, and not done. */
bool drm_mm_node_allocated(const struct drm_mm_node *node);

int unbind_ok(struct bo *bo)
{
	int ret;

	if (!drm_mm_node_allocated(&bo->node))
		return 0;
	ret = bo_pin(bo);
	if (ret)
		return ret;
	ret = bo_map(bo);
	if (!ret)
		drm_mm_remove_node(&bo->node);
	return ret;
}

int rebind_ok(struct bo *bo)
{
	if (!drm_mm_node_allocated(&bo->node))
		return 0;
	if (bo_pin(bo))
		return -16;
	if (bo_map(bo)) {
		drm_mm_remove_node(&bo->node);
		return -5;
	}
	return 0;
}
