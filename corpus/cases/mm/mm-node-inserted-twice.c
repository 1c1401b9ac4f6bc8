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

/* What is mapped for a while always has an address: the second round finds that the first was here. */
struct cache {
	struct drm_mm_node node;
	void *vaddr;
};
struct io_mapping;
void *io_mapping_map_atomic_wc(struct io_mapping *map, unsigned long offset);

int reloc_ok(struct drm_mm *mm, struct cache *c, struct io_mapping *map)
{
	if (!c->vaddr && drm_mm_insert_node(mm, &c->node, 4096))
		return -ENOSPC;
	c->vaddr = io_mapping_map_atomic_wc(map, 0);
	if (!c->vaddr && drm_mm_insert_node(mm, &c->node, 4096))
		return -ENOSPC;
	c->vaddr = io_mapping_map_atomic_wc(map, 4096);
	return 0;
}
