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

int drm_mm_node_allocated(const struct drm_mm_node *node);

static void clean_up(struct drm_mm_node *node)
{
	if (drm_mm_node_allocated(node))
		drm_mm_remove_node(node);
}

/* A callee asks where the node is, finds what is known here, and takes it from there. */
int asked_ok(struct drm_mm *mm)
{
	struct drm_mm_node node;
	int ret = drm_mm_insert_node(mm, &node, 4096);

	if (ret)
		return ret;
	ret = ready();
	clean_up(&node);
	return ret;
}

int asked_bad(struct drm_mm *mm)
{
	struct drm_mm_node node;
	int ret = drm_mm_insert_node(mm, &node, 4096);

	if (ret)
		return ret;
	ret = ready();
	if (ret)
		clean_up(&node);
// CHECK: mm-node-freed-inserted.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'node' is still inserted when the end of its scope() frees what holds it [custody-mm-node-freed-inserted]
	return ret;
}

/* Both go at once. */
int both_ok(void)
{
	struct drm_mm mm;
	struct drm_mm_node node;

	drm_mm_init(&mm, 0, 4096);
	if (drm_mm_insert_node(&mm, &node, 4096))
		return -28;
	return ready();
}
