/* SPDX-License-Identifier: MIT */
/* Lists with one link that many may add to and one may take from, without a lock. */
#ifndef _LINUX_LLIST_H
#define _LINUX_LLIST_H

#include <linux/atomic.h>
#include <linux/container_of.h>

struct llist_node {
	struct llist_node *next;
};

struct llist_head {
	struct llist_node *first;
};

#define LLIST_HEAD_INIT(name) {NULL}
#define LLIST_HEAD(name) struct llist_head name = LLIST_HEAD_INIT(name)

struct llist_node *llist_reverse_order(struct llist_node *head);
struct llist_node *llist_del_first(struct llist_head *head);

static inline void init_llist_head(struct llist_head *head)
{
	head->first = NULL;
}

static inline bool llist_empty(const struct llist_head *head)
{
	return !READ_ONCE(head->first);
}

/* Adds a chain; true if the list was empty. */
static inline bool llist_add_batch(struct llist_node *first, struct llist_node *last,
				   struct llist_head *head)
{
	struct llist_node *old = READ_ONCE(head->first);

	do {
		last->next = old;
	} while (!__atomic_compare_exchange_n(&head->first, &old, first, false, __ATOMIC_ACQ_REL,
					      __ATOMIC_RELAXED));
	return !old;
}

static inline bool llist_add(struct llist_node *new, struct llist_head *head)
{
	return llist_add_batch(new, new, head);
}

/* Takes everything, the newest first. */
static inline struct llist_node *llist_del_all(struct llist_head *head)
{
	return xchg(&head->first, NULL);
}

static inline struct llist_node *llist_next(struct llist_node *node)
{
	return node->next;
}

#define llist_entry(ptr, type, member) container_of(ptr, type, member)
#define llist_for_each(pos, node) for ((pos) = (node); pos; (pos) = (pos)->next)
#define llist_for_each_safe(pos, n, node)                                                          \
	for ((pos) = (node); (pos) && ((n) = (pos)->next, true); (pos) = (n))
/* The address of a member is NULL only for a pointer that is NULL minus the member's offset. */
#define llist_member_ok(pos, member) ((uintptr_t)(pos) + offsetof(__typeof__(*(pos)), member) != 0)
#define llist_for_each_entry(pos, node, member)                                                    \
	for ((pos) = llist_entry((node), __typeof__(*(pos)), member);                              \
	     llist_member_ok(pos, member);                                                         \
	     (pos) = llist_entry((pos)->member.next, __typeof__(*(pos)), member))
#define llist_for_each_entry_safe(pos, n, node, member)                                            \
	for ((pos) = llist_entry((node), __typeof__(*(pos)), member);                              \
	     llist_member_ok(pos, member) &&                                                       \
	     ((n) = llist_entry((pos)->member.next, __typeof__(*(n)), member), true);              \
	     (pos) = (n))

#endif
