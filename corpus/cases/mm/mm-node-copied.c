/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>
#include <linux/slab.h>
#include <linux/string.h>

struct bo {
	struct drm_mm_node node;
	int pins;
};
struct pool {
	struct bo *spare;
};

int keep_bad(struct pool *p, struct bo *bo)
{
	struct bo *copy = kzalloc(sizeof(*copy), GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
// CHECK: mm-node-copied.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bo->node' is a node, or holds one: its neighbours know it by its address, and a copy is none of them [custody-mm-node-copied]
	copy->node = bo->node;
	p->spare = copy;
	return 0;
}

void move_bad(struct bo *to, struct bo *from)
{
// CHECK: mm-node-copied.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'from->node' is a node, or holds one: its neighbours know it by its address, and a copy is none of them [custody-mm-node-copied]
	memcpy(&to->node, &from->node, sizeof(to->node));
}

struct bo *clone_bad(struct bo *old)
{
// CHECK: mm-node-copied.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'old' is a node, or holds one: its neighbours know it by its address, and a copy is none of them [custody-mm-node-copied]
	return kmemdup(old, sizeof(*old), GFP_KERNEL);
}

/* What it says may be copied. */
void size_ok(struct bo *to, struct bo *from)
{
	to->node.size = from->node.size;
	to->pins = from->pins;
}

void empty_ok(struct bo *bo)
{
	memset(&bo->node, 0, sizeof(bo->node));
}

int again_ok(struct drm_mm *mm, struct bo *to, struct bo *from)
{
	u64 size = from->node.size;

	drm_mm_remove_node(&from->node);
	return drm_mm_insert_node(mm, &to->node, size);
}

/* Nothing but zeroes is no node. */
void cleared_ok(struct bo *bo)
{
	struct drm_mm_node none = {};

	bo->node = none;
}

void bo_node_reset(struct drm_mm_node *node);
void bo_pin(struct bo *bo);

/* The copy's own node is made anew. */
void ghost_ok(struct bo *to, struct bo *from)
{
	*to = *from;
	to->pins = 0;
	bo_node_reset(&to->node);
}

void ghost_bad(struct bo *to, struct bo *from)
{
// CHECK: mm-node-copied.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'from' is a node, or holds one: its neighbours know it by its address, and a copy is none of them [custody-mm-node-copied]
	*to = *from;
	to->pins = 0;
	bo_pin(to);
}
