// SPDX-License-Identifier: MIT
#include <linux/llist.h>

struct llist_node *llist_reverse_order(struct llist_node *head)
{
	struct llist_node *reversed = NULL;

	while (head) {
		struct llist_node *next = head->next;

		head->next = reversed;
		reversed = head;
		head = next;
	}
	return reversed;
}

/* Only one may take at a time: the first entry's link is read before it is known to be still the
 * first. */
struct llist_node *llist_del_first(struct llist_head *head)
{
	struct llist_node *entry = smp_load_acquire(&head->first);

	while (entry && !__atomic_compare_exchange_n(&head->first, &entry, READ_ONCE(entry->next),
						     false, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
		;
	return entry;
}
