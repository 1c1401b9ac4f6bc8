/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/types.h>

#include "custody.h"

struct __pinned node {
	struct node *next;
	u64 start;
};
struct buffer {
	struct node node;
	size_t size;
};
u64 place(struct node *node);

void move_bad(struct node *to, struct node *from)
{
// CHECK: pinned-copied.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} is pinned: others point to it, and a copy is not what they know [custody-pinned-copied]
	*to = *from;
}

/* What holds a pinned struct can't be copied either. */
void grow_bad(struct buffer *to, struct buffer *from)
{
// CHECK: pinned-copied.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} is pinned: others point to it, and a copy is not what they know [custody-pinned-copied]
	*to = *from;
	to->size *= 2;
}

u64 look_bad(struct buffer *b)
{
// CHECK: pinned-copied.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} is pinned: others point to it, and a copy is not what they know [custody-pinned-copied]
	struct node copy = b->node;

	return place(&copy);
}

void start_ok(struct node *n, u64 start)
{
	*n = (struct node){ .start = start };
}

u64 look_ok(struct buffer *b)
{
	struct node *n = &b->node;

	return place(n) + n->start;
}

void values_ok(struct node *to, const struct node *from)
{
	to->start = from->start;
}
