/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>
#include <linux/dma-mapping.h>
#include <linux/genalloc.h>
#include <linux/mempool.h>

struct card {
	struct drm_mm mm;
	struct drm_mm_node node;
	struct kmem_cache *cache;
};

int range_bad(struct card *c)
{
	int ret;

	drm_mm_init(&c->mm, 0, 4096);
	ret = drm_mm_insert_node(&c->mm, &c->node, 64);
// CHECK: allocator-destroyed-in-use.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_mm_takedown() takes its allocator down, but 'c->node' is still inserted [custody-allocator-destroyed-in-use]
	drm_mm_takedown(&c->mm);
	return ret;
}

int cache_bad(struct card *c)
{
	void *p;

	c->cache = kmem_cache_create("card", 64, 0, 0, NULL);
	if (!c->cache)
		return -ENOMEM;
	p = kmem_cache_alloc(c->cache, GFP_KERNEL);
	if (!p) {
		kmem_cache_destroy(c->cache);
		return -ENOMEM;
	}
// CHECK: allocator-destroyed-in-use.c:[[@LINE+1]]:{{[0-9]+}}: warning: kmem_cache_destroy() takes its allocator down, but 'p' is still in use [custody-allocator-destroyed-in-use]
	kmem_cache_destroy(c->cache);
// CHECK: allocator-destroyed-in-use.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p' is lost here; nothing frees it [custody-memory-leak]
	return 0;
}

int pool_bad(unsigned long sram)
{
	struct gen_pool *pool = gen_pool_create(5, -1);
	unsigned long a;

	if (!pool)
		return -ENOMEM;
	if (gen_pool_add_owner(pool, sram, 0, 4096, -1, NULL)) {
		gen_pool_destroy(pool);
		return -ENOMEM;
	}
	a = gen_pool_alloc(pool, 64);
// CHECK: allocator-destroyed-in-use.c:[[@LINE+1]]:{{[0-9]+}}: warning: gen_pool_destroy() takes its allocator down, but 'a' is still allocated [custody-allocator-destroyed-in-use]
	gen_pool_destroy(pool);
	return a ? 0 : -ENOMEM;
}

int range_ok(struct card *c)
{
	int ret;

	drm_mm_init(&c->mm, 0, 4096);
	ret = drm_mm_insert_node(&c->mm, &c->node, 64);
	if (!ret)
		drm_mm_remove_node(&c->node);
	drm_mm_takedown(&c->mm);
	return ret;
}

int cache_ok(struct card *c)
{
	void *p;

	c->cache = kmem_cache_create("card", 64, 0, 0, NULL);
	if (!c->cache)
		return -ENOMEM;
	p = kmem_cache_alloc(c->cache, GFP_KERNEL);
	if (p)
		kmem_cache_free(c->cache, p);
	kmem_cache_destroy(c->cache);
	return p ? 0 : -ENOMEM;
}

int other_ok(struct card *c, struct gen_pool *pool)
{
	unsigned long a = gen_pool_alloc(pool, 64);

	drm_mm_takedown(&c->mm);
	if (!a)
		return -ENOMEM;
	gen_pool_free(pool, a, 64);
	return 0;
}

struct ring {
	struct dma_pool *pool;
};

int ring_bad(struct ring *r)
{
	dma_addr_t bus;
	void *first = dma_pool_alloc(r->pool, GFP_KERNEL, &bus);

	if (!first)
		return -ENOMEM;
// CHECK: allocator-destroyed-in-use.c:[[@LINE+1]]:{{[0-9]+}}: warning: dma_pool_destroy() takes its allocator down, but 'first' is still allocated [custody-allocator-destroyed-in-use]
	dma_pool_destroy(r->pool);
	return 0;
}

int ring_ok(struct ring *r)
{
	dma_addr_t bus;
	void *first = dma_pool_alloc(r->pool, GFP_KERNEL, &bus);

	if (!first)
		return -ENOMEM;
	dma_pool_free(r->pool, first, bus);
	dma_pool_destroy(r->pool);
	return 0;
}

/* A loop takes them all out, whichever there are. */
struct drm_mm_node *first_node(struct drm_mm *mm);
int all_out_ok(int n)
{
	struct drm_mm mm;
	struct drm_mm_node *node;

	drm_mm_init(&mm, 0, 4096);
	for (int i = 0; i < n; i++) {
		node = kzalloc(sizeof(*node), GFP_KERNEL);
		if (!node)
			break;
		if (drm_mm_insert_node(&mm, node, 4096)) {
			kfree(node);
			break;
		}
	}
	while ((node = first_node(&mm))) {
		drm_mm_remove_node(node);
		kfree(node);
	}
	drm_mm_takedown(&mm);
	return 0;
}
