/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>
#include <linux/dma-mapping.h>

#define RING_ALIGN 64
#define PTR_ALIGN(p, a) ((void *)(((unsigned long)(p) + (a) - 1) & ~((unsigned long)(a) - 1)))

struct ring {
	size_t size;
	dma_addr_t dma;
	void *memory, *entries; /* entries: aligned */
	char *raw, *line, *tail;
	void *own, *either;
};

static int ring_get(struct ring *r, struct device *dev)
{
	r->memory = dma_alloc_coherent(dev, r->size + RING_ALIGN, &r->dma, GFP_KERNEL);
	if (!r->memory)
		return -ENOMEM;
	r->entries = PTR_ALIGN(r->memory, RING_ALIGN);
	return 0;
}

static void ring_put_bad(struct ring *r, struct device *dev)
{
// CHECK: freed-by-computed-address.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_free_coherent() is given 'r->entries', an address computed from 'memory': memory is released by the address it was got at [custody-freed-by-computed-address]
	dma_free_coherent(dev, r->size + RING_ALIGN, r->entries, r->dma);
}

static void ring_put_ok(struct ring *r, struct device *dev)
{
	dma_free_coherent(dev, r->size + RING_ALIGN, r->memory, r->dma);
}

static int lines_get(struct ring *r)
{
	char *first;

	r->raw = kmalloc(256, GFP_KERNEL);
	if (!r->raw)
		return -ENOMEM;
	first = r->raw + 16;
	r->line = first;
	return 0;
}

static void lines_put_bad(struct ring *r)
{
// CHECK: freed-by-computed-address.c:[[@LINE+1]]:{{[0-9]+}}: warning: kfree() is given 'r->line', an address computed from 'raw'
	kfree(r->line);
	r->line = NULL;
}

static void lines_put_ok(struct ring *r)
{
	kfree(r->raw);
}

/* A copy is the same address. */
static int copy_get(struct ring *r)
{
	r->own = kmalloc(64, GFP_KERNEL);
	r->tail = r->own;
	return r->own ? 0 : -ENOMEM;
}

static void copy_put_ok(struct ring *r)
{
	kfree(r->tail);
}

/* It has memory of its own at times. */
static int either_get(struct ring *r, bool large)
{
	if (large)
		r->either = kmalloc(4096, GFP_KERNEL);
	else
		r->either = r->raw + 64;
	return r->either ? 0 : -ENOMEM;
}

static void either_put_ok(struct ring *r, bool large)
{
	if (large)
		kfree(r->either);
}

void ring_run(struct ring *r, struct device *dev, bool large)
{
	if (ring_get(r, dev) || lines_get(r) || copy_get(r) || either_get(r, large))
		return;
	either_put_ok(r, large);
	copy_put_ok(r);
	lines_put_bad(r);
	lines_put_ok(r);
	ring_put_bad(r, dev);
	ring_put_ok(r, dev);
}
