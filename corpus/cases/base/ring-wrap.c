/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* An element that each round of a loop finds anew is another one, even where its index wraps around. */
#include <linux/slab.h>

struct ring {
	unsigned int head, tail, size;
	void *entries[8];
};

static unsigned int next_entry(struct ring *r, unsigned int at)
{
	return ++at == r->size ? 0 : at;
}

void drain_ok(struct ring *r)
{
	for (; r->head != r->tail; r->head = next_entry(r, r->head))
		if (r->entries[r->head])
			kfree(r->entries[r->head]);
}

void drain_bad(struct ring *r)
{
	unsigned int first = r->head;

	while (r->head != r->tail) {
// CHECK: ring-wrap.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'r->entries[first]' freed twice: it was already freed when kfree() frees it [custody-double-free]
		kfree(r->entries[first]);
		r->head = next_entry(r, r->head);
	}
}
