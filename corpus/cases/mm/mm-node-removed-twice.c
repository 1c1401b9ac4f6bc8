/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>
#include <linux/rbtree.h>
#include <linux/refcount.h>

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

bool drm_mm_node_allocated(const struct drm_mm_node *node);
void kref_init(struct kref *k);

/* The last reference removes the node if there is one: of a node that found no room there is none. */
struct mapping {
	struct kref ref;
	struct drm_mm_node node;
};

static void mapping_release(struct kref *k)
{
	struct mapping *m = container_of(k, struct mapping, ref);

	if (drm_mm_node_allocated(&m->node))
		drm_mm_remove_node(&m->node);
	kfree(m);
}

int mapping_ok(struct drm_mm *mm)
{
	struct mapping *m = kzalloc(sizeof(*m), GFP_KERNEL);
	int ret;

	if (!m)
		return -12;
	kref_init(&m->ref);
	ret = drm_mm_insert_node(mm, &m->node, 1);
	if (ret)
		kref_put(&m->ref, mapping_release);
	return ret;
}

/* What a callee stores in the record of a node that it found, its caller knows. */
struct rb_node;
struct rb_root;
struct eraseblock {
	struct rb_root *root;
	struct drm_mm_node node;
};
struct drm_mm_node *first_node(struct drm_mm *mm);

static struct eraseblock *block_take(struct drm_mm *mm)
{
	struct eraseblock *b = container_of(first_node(mm), struct eraseblock, node);

	drm_mm_remove_node(&b->node);
	b->root = NULL;
	return b;
}

static void block_detach(struct eraseblock *b)
{
	if (b->root)
		drm_mm_remove_node(&b->node);
}

void block_take_ok(struct drm_mm *mm)
{
	block_detach(block_take(mm));
}

void block_take_bad(struct drm_mm *mm)
{
	struct eraseblock *b = block_take(mm);

// CHECK: mm-node-removed-twice.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_mm_remove_node() on '{{.*}}', which was removed [custody-mm-node-removed-twice]
	drm_mm_remove_node(&b->node);
}

struct leaf {
	struct rb_node rb;
	struct rb_root *root;
};
struct tree {
	struct rb_root root;
};
struct leaf *tree_first(struct tree *t);
int leaf_root(struct rb_root **root);

static struct leaf *leaf_take(struct tree *t)
{
	struct leaf *l = tree_first(t);

	rb_erase(&l->rb, &t->root);
	l->root = NULL;
	return l;
}

static void leaf_detach(struct leaf *l)
{
	if (l->root)
		rb_erase(&l->rb, l->root);
}

static void leaf_add(struct leaf *l, struct rb_root *root)
{
	if (l->root == root)
		return;
	leaf_detach(l);
	l->root = root;
	rb_insert_color(&l->rb, root);
}

/* What is not seen may change the mark, but it does say whether the leaf is in a tree. */
void leaf_move_ok(struct tree *t, struct rb_root *root)
{
	struct leaf *l = leaf_take(t);

	if (!leaf_root(&l->root))
		leaf_add(l, root);
}

static struct leaf *leaf_cut(struct tree *t)
{
	struct leaf *l = tree_first(t);

	rb_erase(&l->rb, &t->root);
	return l;
}

void leaf_move_bad(struct tree *t, struct rb_root *root)
{
	struct leaf *l = leaf_cut(t);

	if (!leaf_root(&l->root))
// CHECK: mm-node-removed-twice.c:[[@LINE+1]]:{{[0-9]+}}: warning: leaf_add() on 'l->rb', which was removed [custody-mm-node-removed-twice]
		leaf_add(l, root);
}
