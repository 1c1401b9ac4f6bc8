/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

void drop_bad(struct drm_mm_node *node)
{
	drm_mm_remove_node(node);
// CHECK: mm-node-removed-twice.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_mm_remove_node() on 'node', which was removed [custody-mm-node-removed-twice]
	drm_mm_remove_node(node);
}

int refused_bad(struct drm_mm *mm, struct drm_mm_node *node)
{
	int ret = drm_mm_insert_node(mm, node, 4096);

	if (ret)
// CHECK: mm-node-removed-twice.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_mm_remove_node() on 'node', which was not inserted: there was no room [custody-mm-node-removed-twice]
		drm_mm_remove_node(node);
	return ret;
}

int drop_ok(struct drm_mm *mm, struct drm_mm_node *node)
{
	int ret = drm_mm_insert_node(mm, node, 4096);

	if (ret)
		return ret;
	drm_mm_remove_node(node);
	return 0;
}
