/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>

struct queue {
	int depth;
};
struct host {
	struct queue *queues;
	int nqueues;
};

static struct queue *find_queue(struct host *h, int nr)
{
	if (nr >= h->nqueues)
		return NULL;
	return &h->queues[nr];
}

int depth_ok(struct host *h, int nr)
{
	struct queue *q = find_queue(h, nr);

	return q ? q->depth : 0;
}

int drain_ok(struct host *h, int nr)
{
	struct queue *q = find_queue(h, nr);

	if (!q)
		return -1;
	kfree(h->queues);
	return 0;
}

int abort_bad(struct host *h, int nr)
{
	struct queue *q = find_queue(h, nr);

	kfree(h);
// CHECK: null-result-used.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} used where find_queue() returned NULL; its other callers test for that [custody-null-result-used]
	return q->depth;
}

/* Nobody tests what this one gives: that it is there is known. */
static struct queue *first_queue(struct host *h)
{
	if (!h->nqueues)
		return NULL;
	return &h->queues[0];
}

int first_ok(struct host *h)
{
	struct queue *q = first_queue(h);

	kfree(h);
	return q->depth;
}
