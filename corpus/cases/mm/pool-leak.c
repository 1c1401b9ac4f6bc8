/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/genalloc.h>

struct card {
	struct gen_pool *pool;
};

int init_bad(struct card *c, unsigned long sram)
{
	struct gen_pool *pool = gen_pool_create(5, -1);

	if (!pool)
		return -ENOMEM;
	if (gen_pool_add_owner(pool, sram, 0, 4096, -1, NULL))
// CHECK: pool-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pool' is lost on this path; nothing destroys it [custody-pool-leak]
		return -ENOMEM;
	c->pool = pool;
	return 0;
}

int init_ok(struct card *c, unsigned long sram)
{
	struct gen_pool *pool = gen_pool_create(5, -1);

	if (!pool)
		return -ENOMEM;
	if (gen_pool_add_owner(pool, sram, 0, 4096, -1, NULL)) {
		gen_pool_destroy(pool);
		return -ENOMEM;
	}
	c->pool = pool;
	return 0;
}

#define ZERO_SIZE_PTR ((void *)16)
#define ZERO_OR_NULL_PTR(x) ((unsigned long)(x) <= (unsigned long)ZERO_SIZE_PTR)

/* What is there lies beyond the first page. */
int asked_ok(struct card *c, unsigned long sram)
{
	c->pool = gen_pool_create(5, -1);
	if (ZERO_OR_NULL_PTR(c->pool))
		return -ENOMEM;
	if (gen_pool_add_owner(c->pool, sram, 0, 4096, -1, NULL)) {
		gen_pool_destroy(c->pool);
		return -EINVAL;
	}
	return 0;
}

int asked_bad(struct card *c)
{
	struct gen_pool *pool = gen_pool_create(5, -1);

	if (ZERO_OR_NULL_PTR(pool))
		return -ENOMEM;
	if (!c)
// CHECK: pool-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pool' is lost on this path; nothing destroys it [custody-pool-leak]
		return -EINVAL;
	c->pool = pool;
	return 0;
}
