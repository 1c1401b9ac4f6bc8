/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/dma-mapping.h>
#include <linux/err.h>

struct hba {
	struct dma_pool *small, *large;
	dma_addr_t addr;
	void *sgl;
	int broken;
};

int small_bad(struct hba *h)
{
	void *p = dma_pool_alloc(h->small, 0, &h->addr);

	if (!p)
		return -ENOMEM;
	if (h->broken) {
// CHECK: dma-pool-of-other-member.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p' came from 'h->small', but is given back to 'h->large' [custody-allocator-of-other-member]
		dma_pool_free(h->large, p, h->addr);
		return -EIO;
	}
	dma_pool_free(h->small, p, h->addr);
	return 0;
}

static void drop(struct hba *h, void *p)
{
// CHECK: dma-pool-of-other-member.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} came from 'h->large', but is given back to 'h->small' [custody-allocator-of-other-member]
	dma_pool_free(h->small, p, h->addr);
}

int kept_bad(struct hba *h)
{
	h->sgl = dma_pool_alloc(h->large, 0, &h->addr);
	if (!h->sgl)
		return -ENOMEM;
	if (h->broken) {
		/* told where it goes back */
		drop(h, h->sgl);
		return -EIO;
	}
	return 0;
}

int chosen_ok(struct hba *h, int large)
{
	struct dma_pool *pool = large ? h->large : h->small;
	void *p = dma_pool_alloc(pool, 0, &h->addr);

	if (!p)
		return -ENOMEM;
	dma_pool_free(pool, p, h->addr);
	return 0;
}

int own_ok(struct hba *h)
{
	void *p = dma_pool_alloc(h->small, 0, &h->addr);

	if (p)
		drop(h, p);
	return 0;
}
