/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_RCULIST_H
#define _LINUX_RCULIST_H

#include <linux/list.h>
#include <linux/rcupdate.h>

static inline void __list_add_rcu(struct list_head *new, struct list_head *prev,
				  struct list_head *next)
{
	new->next = next;
	new->prev = prev;
	rcu_assign_pointer(prev->next, new);
	next->prev = new;
}

static inline void list_add_rcu(struct list_head *new, struct list_head *head)
{
	__list_add_rcu(new, head, head->next);
}

static inline void list_add_tail_rcu(struct list_head *new, struct list_head *head)
{
	__list_add_rcu(new, head->prev, head);
}

/* Readers may still go on from it: the forward link stays. */
static inline void list_del_rcu(struct list_head *entry)
{
	__list_del_entry(entry);
	entry->prev = LIST_POISON2;
}

static inline void list_replace_rcu(struct list_head *old, struct list_head *new)
{
	new->next = old->next;
	new->prev = old->prev;
	rcu_assign_pointer(new->prev->next, new);
	new->next->prev = new;
	old->prev = LIST_POISON2;
}

static inline void hlist_add_head_rcu(struct hlist_node *node, struct hlist_head *head)
{
	struct hlist_node *first = head->first;

	node->next = first;
	node->pprev = &head->first;
	rcu_assign_pointer(head->first, node);
	if (first)
		first->pprev = &node->next;
}

static inline void hlist_del_rcu(struct hlist_node *node)
{
	__hlist_del(node);
	node->pprev = LIST_POISON2;
}

#define list_entry_rcu(ptr, type, member) container_of(READ_ONCE(ptr), type, member)
#define list_first_or_null_rcu(head, type, member)                                                 \
	({                                                                                         \
		struct list_head *__rhead = (head), *__rfirst = rcu_dereference(__rhead->next);    \
		__rfirst != __rhead ? container_of(__rfirst, type, member) : NULL;                 \
	})
#define list_for_each_entry_rcu(pos, head, member, ...)                                            \
	for ((pos) = container_of(rcu_dereference((head)->next), __typeof__(*(pos)), member);      \
	     &(pos)->member != (head); (pos) = container_of(rcu_dereference((pos)->member.next),   \
							    __typeof__(*(pos)), member))
#define hlist_for_each_entry_rcu(pos, head, member, ...)                                           \
	for ((pos) = hlist_entry_safe(rcu_dereference((head)->first), __typeof__(*(pos)), member); \
	     pos; (pos) = hlist_entry_safe(rcu_dereference((pos)->member.next),                    \
					   __typeof__(*(pos)), member))

#endif
