/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/genalloc.h>
#include <linux/slab.h>

struct chip {
	struct gen_pool *sram, *dram;
	struct gen_pool *banks[3];
	struct kmem_cache *jobs, *pages;
	int broken;
};

int sram_bad(struct chip *c)
{
	unsigned long at = gen_pool_alloc(c->sram, 64);

	if (!at)
		return -ENOMEM;
	if (c->broken) {
// CHECK: allocator-of-other-member.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'at' came from 'c->sram', but is given back to 'c->dram' [custody-allocator-of-other-member]
		gen_pool_free(c->dram, at, 64);
		return -EIO;
	}
	gen_pool_free(c->sram, at, 64);
	return 0;
}

int bank_bad(struct chip *c)
{
	unsigned long at = gen_pool_alloc(c->banks[1], 64);

	if (!at)
		return -ENOMEM;
// CHECK: allocator-of-other-member.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'at' came from 'c->banks[1]', but is given back to 'c->banks[2]' [custody-allocator-of-other-member]
	gen_pool_free(c->banks[2], at, 64);
	return 0;
}

static struct gen_pool *pool_of(struct chip *c, int fast)
{
	return fast ? c->sram : c->dram;
}

int helper_bad(struct chip *c)
{
	unsigned long at = gen_pool_alloc(pool_of(c, 1), 64);

	if (!at)
		return -ENOMEM;
// CHECK: allocator-of-other-member.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'at' came from {{.*}}, but is given back to {{.*}} [custody-allocator-of-other-member]
	gen_pool_free(pool_of(c, 0), at, 64);
	return 0;
}

int job_bad(struct chip *c)
{
	void *job = kmem_cache_alloc(c->jobs, GFP_KERNEL);

	if (!job)
		return -ENOMEM;
// CHECK: allocator-of-other-member.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'job' came from 'c->jobs', but is given back to 'c->pages' [custody-allocator-of-other-member]
	kmem_cache_free(c->pages, job);
	return 0;
}

int sram_ok(struct chip *c)
{
	unsigned long at = gen_pool_alloc(c->sram, 64);

	if (!at)
		return -ENOMEM;
	gen_pool_free(c->sram, at, 64);
	return 0;
}

/* Which one it is, is chosen once. */
int chosen_ok(struct chip *c, int fast)
{
	struct gen_pool *pool = pool_of(c, fast);
	unsigned long at = gen_pool_alloc(pool, 64);

	if (!at)
		return -ENOMEM;
	gen_pool_free(pool, at, 64);
	return 0;
}

/* Two records: the pools may be shared. */
int other_chip_ok(struct chip *c, struct chip *d)
{
	unsigned long at = gen_pool_alloc(c->sram, 64);

	if (!at)
		return -ENOMEM;
	gen_pool_free(d->dram, at, 64);
	return 0;
}

/* One pool by two names. */
int same_ok(struct chip *c)
{
	unsigned long at;

	c->dram = c->sram;
	at = gen_pool_alloc(c->sram, 64);
	if (!at)
		return -ENOMEM;
	gen_pool_free(c->dram, at, 64);
	return 0;
}
