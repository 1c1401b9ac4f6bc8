/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>
#include <linux/slab.h>

struct bo {
	struct drm_mm_node node;
};
int ready(void);

int create_bad(struct drm_mm *mm, struct bo *bo)
{
	int ret = drm_mm_insert_node(mm, &bo->node, 4096);

	if (!ret)
		ret = ready();
	if (ret)
// CHECK: mm-node-freed-inserted.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bo->node' is still inserted when kfree() frees what holds it [custody-mm-node-freed-inserted]
		kfree(bo);
	return ret;
}

int create_ok(struct drm_mm *mm, struct bo *bo)
{
	int ret = drm_mm_insert_node(mm, &bo->node, 4096);

	if (!ret) {
		ret = ready();
		if (ret)
			drm_mm_remove_node(&bo->node);
	}
	if (ret)
		kfree(bo);
	return ret;
}

/* Inserting sets where the node lies: it is not zero any more. */
struct bo *placed_bad(struct drm_mm *mm)
{
	struct bo *bo = kzalloc(sizeof(*bo), GFP_KERNEL);

	if (!bo)
		return NULL;
	if (drm_mm_insert_node(mm, &bo->node, 4096)) {
		kfree(bo);
		return NULL;
	}
	if (bo->node.start) {
// CHECK: mm-node-freed-inserted.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bo->node' is still inserted when kfree() frees what holds it [custody-mm-node-freed-inserted]
		kfree(bo);
		return NULL;
	}
	return bo;
}
