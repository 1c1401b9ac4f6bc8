/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int grow_bad(struct drm_mm *mm, struct drm_mm_node *node)
{
	int ret = drm_mm_insert_node(mm, node, 4096);

	if (ret)
		return ret;
// CHECK: mm-node-inserted-twice.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_mm_insert_node() on 'node', which is already inserted [custody-mm-node-inserted-twice]
	return drm_mm_insert_node(mm, node, 8192);
}

int grow_ok(struct drm_mm *mm, struct drm_mm_node *node)
{
	int ret = drm_mm_insert_node(mm, node, 4096);

	if (ret)
		return ret;
	drm_mm_remove_node(node);
	return drm_mm_insert_node(mm, node, 8192);
}
