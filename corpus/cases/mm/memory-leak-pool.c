/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* An element of a pool or a cache is lost as other memory is. */
#include <linux/mempool.h>
#include <linux/slab.h>

struct order {
	int tag;
};
struct shop {
	mempool_t *orders;
	struct kmem_cache *cups;
	struct order *next;
	int last;
};

int order_bad(struct shop *s, int tag)
{
	struct order *o = mempool_alloc(s->orders, GFP_ATOMIC);

	if (!o)
		return -ENOMEM;
	o->tag = tag;
	if (tag > s->last)
// CHECK: memory-leak-pool.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'o' is lost here; nothing frees it [custody-memory-leak]
		return -EIO;
	s->next = o;
	return 0;
}

int order_ok(struct shop *s, int tag)
{
	struct order *o = mempool_alloc(s->orders, GFP_ATOMIC);

	if (!o)
		return -ENOMEM;
	o->tag = tag;
	if (tag > s->last) {
		mempool_free(o, s->orders);
		return -EIO;
	}
	s->next = o;
	return 0;
}

int cup_bad(struct shop *s, int tag)
{
	int *cup = kmem_cache_alloc(s->cups, GFP_KERNEL);

	if (!cup)
		return -ENOMEM;
	*cup = tag;
	if (tag > s->last)
// CHECK: memory-leak-pool.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cup' is lost here; nothing frees it [custody-memory-leak]
		return -EIO;
	kmem_cache_free(s->cups, cup);
	return 0;
}

int cup_ok(struct shop *s, int tag)
{
	int *cup = kmem_cache_alloc(s->cups, GFP_KERNEL);

	if (!cup)
		return -ENOMEM;
	*cup = tag;
	kmem_cache_free(s->cups, cup);
	return tag > s->last ? -EIO : 0;
}
