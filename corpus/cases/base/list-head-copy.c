/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A list's head, copied to a variable of one's own, is not changed by what happens to the list that it was copied from. */
#include <linux/slab.h>

struct cup {
	struct cup *next;
	int size;
};
struct shelf {
	struct cup *first, *last;
};

static void put_back(struct shelf *s, struct cup *cup)
{
	if (cup->size) {
		kfree(cup);
		return;
	}
	if (s->last)
		s->last->next = cup;
	else
		s->first = cup;
	s->last = cup;
}

static struct cup *pop(struct shelf *s)
{
	struct cup *cup = s->first;

	if (cup) {
		s->first = s->first->next;
		if (!s->first)
			s->last = NULL;
		cup->next = NULL;
	}
	return cup;
}

void clear_ok(struct shelf *s)
{
	struct shelf mine = *s;
	struct cup *cup;

	s->first = s->last = NULL;
	while ((cup = pop(&mine)))
		put_back(s, cup);
}

/* Two variables with one head each: nobody changes the other. */
void twice_bad(struct shelf *s)
{
	struct shelf mine = *s;

	kfree(mine.first);
// CHECK: list-head-copy.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'mine.first' freed twice: it was already freed when kfree() frees it [custody-double-free]
	kfree(mine.first);
}
