/* SPDX-License-Identifier: MIT */
#ifndef _CASES_SCATTERLIST_H
#define _CASES_SCATTERLIST_H
#include <linux/types.h>

struct page;
struct scatterlist {
	unsigned long page_link;
	unsigned int offset;
	unsigned int length;
	dma_addr_t dma_address;
	unsigned int dma_length;
};
#define sg_dma_address(sg) ((sg)->dma_address)
#define sg_dma_len(sg) ((sg)->dma_length)
struct sg_table {
	struct scatterlist *sgl;
	unsigned int nents;
	unsigned int orig_nents;
};
int sg_alloc_table(struct sg_table *t, unsigned int nents, gfp_t gfp);
int sg_alloc_table_from_pages(struct sg_table *t, struct page **pages, unsigned int n, unsigned int offset,
			      unsigned long size, gfp_t gfp);
int sg_nents_for_len(struct scatterlist *sg, unsigned long len);
void sg_free_table(struct sg_table *t);

#endif
