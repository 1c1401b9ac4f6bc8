/* SPDX-License-Identifier: MIT */
#ifndef _CASES_GENALLOC_H
#define _CASES_GENALLOC_H
#include <linux/types.h>

struct gen_pool {
	int min_alloc_order;
};
struct gen_pool *gen_pool_create(int min_alloc_order, int nid);
void gen_pool_destroy(struct gen_pool *pool);
int gen_pool_add_owner(struct gen_pool *pool, unsigned long virt, u64 phys, size_t size, int nid, void *owner);
unsigned long gen_pool_alloc(struct gen_pool *pool, size_t size);
void gen_pool_free(struct gen_pool *pool, unsigned long addr, size_t size);

#endif
