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

/* The same, by a pointer that goes along with the index. */
struct slot {
	void *data;
};
struct slots {
	unsigned int head, tail, size;
	struct slot *all;
};

static void clear_ok(struct slots *r)
{
	unsigned int i = r->head;
	struct slot *at = &r->all[i];

	while (i != r->tail) {
		void *data = at->data;

		if (data)
			kfree(data);
		at++;
		if (++i == r->size) {
			i = 0;
			at = r->all;
		}
	}
}

void clear_all_ok(struct slots **rings, int n)
{
	for (int i = 0; i < n; i++)
		clear_ok(rings[i]);
}

void clear_bad(struct slots *r)
{
	unsigned int i = r->head;
	struct slot *at = &r->all[i];

	while (i != r->tail) {
// CHECK: ring-wrap.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'at->data' freed twice: it was already freed when kfree() frees it [custody-double-free]
		kfree(at->data);
		if (++i == r->size)
			i = 0;
	}
}
