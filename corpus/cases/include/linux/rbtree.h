/* SPDX-License-Identifier: MIT */
#ifndef _CASES_RBTREE_H
#define _CASES_RBTREE_H
#include <linux/types.h>

struct rb_node {
	struct rb_node *left, *right;
};
struct rb_root {
	struct rb_node *rb_node;
};
void rb_insert_color(struct rb_node *node, struct rb_root *root);
void rb_erase(struct rb_node *node, struct rb_root *root);

#endif
