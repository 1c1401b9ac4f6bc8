/* SPDX-License-Identifier: MIT */
#ifndef _CASES_MEMPOOL_H
#define _CASES_MEMPOOL_H
#include <linux/types.h>

typedef struct mempool_s {
	int min_nr;
} mempool_t;
mempool_t *mempool_create(int min_nr, void *(*alloc)(gfp_t gfp, void *data), void (*release)(void *element, void *data), void *data);
void mempool_destroy(mempool_t *pool);
void *mempool_alloc(mempool_t *pool, gfp_t gfp);
void mempool_free(void *element, mempool_t *pool);

#endif
