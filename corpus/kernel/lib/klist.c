// SPDX-License-Identifier: MIT
#include <linux/kernel.h>
#include <linux/klist.h>
#include <linux/wait.h>

#include "custody.h"

/* Those who wait in klist_remove(), for whatever node. */
static DECLARE_WAIT_QUEUE_HEAD(gone_wait);

void klist_init(struct klist *list, void (*get)(struct klist_node *node),
		void (*put)(struct klist_node *node))
{
	spin_lock_init(&list->k_lock);
	INIT_LIST_HEAD(&list->k_list);
	list->get = get;
	list->put = put;
}

void klist_add_tail(struct klist_node *node, struct klist *list)
{
	INIT_LIST_HEAD(&node->n_node);
	kref_init(&node->n_ref);
	node->n_dead = false;
	spin_lock(&list->k_lock);
	node->n_klist = list;
	list_add_tail(&node->n_node, &list->k_list);
	if (list->get)
		list->get(node);
	spin_unlock(&list->k_lock);
}

static void __trusted("the node is a part of what its user frees") klist_release(struct kref *ref)
{
	struct klist_node *node = container_of(ref, struct klist_node, n_ref);

	list_del(&node->n_node);
	node->n_klist = NULL;
}

/* With kill, it is the list's own reference, which goes once. */
static void node_put(struct klist *list, struct klist_node *node, bool kill)
{
	int gone;

	spin_lock(&list->k_lock);
	if (kill)
		node->n_dead = true;
	gone = kref_put(&node->n_ref, klist_release);
	spin_unlock(&list->k_lock);
	if (!gone)
		return;
	if (list->put)
		list->put(node);
	wake_up_all(&gone_wait);
}

void klist_del(struct klist_node *node)
{
	node_put(node->n_klist, node, true);
}

static bool is_gone(struct klist *list, struct klist_node *node)
{
	bool gone;

	spin_lock(&list->k_lock);
	gone = !node->n_klist;
	spin_unlock(&list->k_lock);
	return gone;
}

void klist_remove(struct klist_node *node)
{
	struct klist *list = node->n_klist;

	node_put(list, node, true);
	wait_event(gone_wait, is_gone(list, node));
}

int klist_node_attached(const struct klist_node *node)
{
	return node->n_klist != NULL;
}

void klist_iter_init_node(struct klist *list, struct klist_iter *iter, struct klist_node *node)
{
	iter->i_klist = list;
	iter->i_cur = NULL;
	if (node && kref_get_unless_zero(&node->n_ref))
		iter->i_cur = node;
}

void klist_iter_init(struct klist *list, struct klist_iter *iter)
{
	klist_iter_init_node(list, iter, NULL);
}

void klist_iter_exit(struct klist_iter *iter)
{
	if (iter->i_cur)
		node_put(iter->i_klist, iter->i_cur, false);
	iter->i_cur = NULL;
}

struct klist_node *klist_next(struct klist_iter *iter)
{
	struct klist *list = iter->i_klist;
	struct klist_node *last = iter->i_cur, *next;
	struct list_head *at;

	iter->i_cur = NULL;
	spin_lock(&list->k_lock);
	at = last ? last->n_node.next : list->k_list.next;
	for (; at != &list->k_list; at = at->next) {
		next = list_entry(at, struct klist_node, n_node);
		if (next->n_dead)
			continue;
		kref_get(&next->n_ref);
		iter->i_cur = next;
		break;
	}
	spin_unlock(&list->k_lock);
	if (last)
		node_put(list, last, false);
	return iter->i_cur;
}
