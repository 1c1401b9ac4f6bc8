/* SPDX-License-Identifier: MIT */
#ifndef _CASES_INTERVAL_TREE_H
#define _CASES_INTERVAL_TREE_H
#include <linux/types.h>

#include <linux/rbtree.h>

struct interval_tree_node {
	struct rb_node rb;
	unsigned long start, last;
};
void interval_tree_insert(struct interval_tree_node *node, struct rb_root *root);
void interval_tree_remove(struct interval_tree_node *node, struct rb_root *root);

#endif
