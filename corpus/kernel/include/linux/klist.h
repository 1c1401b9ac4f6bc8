/* SPDX-License-Identifier: MIT */
/*
 * Lists that are walked while nodes come and go. A node that was taken off stays linked, and dead,
 * until the last walker has left it; so a walker may sleep at a node.
 */
#ifndef _LINUX_KLIST_H
#define _LINUX_KLIST_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct klist_node;

struct klist {
	spinlock_t k_lock;
	struct list_head k_list;
	/* what holds the object of a node: called with k_lock held, and without */
	void (*get)(struct klist_node *node);
	void (*put)(struct klist_node *node);
};

struct klist_node {
	struct klist *n_klist;
	bool n_dead;
	struct list_head n_node;
	struct kref n_ref;
};

struct klist_iter {
	struct klist *i_klist;
	struct klist_node *i_cur;
};

void klist_init(struct klist *list, void (*get)(struct klist_node *node),
		void (*put)(struct klist_node *node));
void klist_add_tail(struct klist_node *node, struct klist *list);
/* The node's own reference goes; walkers may still be at it. */
void klist_del(struct klist_node *node);
/* The same, and waits until the last walker has left it: then the node can be added again. */
void klist_remove(struct klist_node *node);
int klist_node_attached(const struct klist_node *node);

void klist_iter_init(struct klist *list, struct klist_iter *iter);
/* Begins behind that node, which the caller holds; NULL: at the start. */
void klist_iter_init_node(struct klist *list, struct klist_iter *iter, struct klist_node *node);
void klist_iter_exit(struct klist_iter *iter);
struct klist_node *klist_next(struct klist_iter *iter);

#endif
