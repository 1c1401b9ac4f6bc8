/* SPDX-License-Identifier: MIT */
/*
 * Scatter lists. An entry is a piece of memory; one with a mark is the last, and one that is a
 * chain stands for the entries of another array. What the device sees, dma_address and dma_length,
 * are other pieces, often fewer: they are valid in the first nents entries while the list is
 * mapped. A table knows both counts.
 */
#ifndef _LINUX_SCATTERLIST_H
#define _LINUX_SCATTERLIST_H

#include "custody.h"

#include <linux/mm.h>
#include <linux/string.h>

struct scatterlist {
	unsigned long page_link; /* a page or an array, with two flags */
	unsigned int offset;
	unsigned int length;
	dma_addr_t dma_address;
	unsigned int dma_length;
};

struct sg_table {
	struct scatterlist *sgl;
	unsigned int nents; /* mapped entries */
	unsigned int orig_nents; /* entries of memory */
};

struct sg_append_table {
	struct sg_table sgt;
	struct scatterlist *prv; /* the last entry in use */
	unsigned int total_nents; /* entries there is room for */
};

#define sg_dma_address(sg) ((sg)->dma_address)
#define sg_dma_len(sg) ((sg)->dma_length)

#define SG_CHAIN 0x01UL
#define SG_END 0x02UL
#define SG_PAGE_LINK_MASK (SG_CHAIN | SG_END)
/* How many entries of a chunk of a table; the last one is a chain if there is more. */
#define SG_MAX_SINGLE_ALLOC (PAGE_SIZE / sizeof(struct scatterlist))
#define SG_CHUNK_SIZE 128
#define SG_MAX_SEGMENTS 2048

static inline bool sg_is_chain(struct scatterlist *sg)
{
	return sg->page_link & SG_CHAIN;
}

static inline bool sg_is_last(struct scatterlist *sg)
{
	return sg->page_link & SG_END;
}

static inline void *sg_pointer(const struct scatterlist *sg)
	__trusted("an address, with marks in the bits below");

/* Internal: the array that a chain leads to, or the page. */
static inline void *sg_pointer(const struct scatterlist *sg)
{
	return (void *)(sg->page_link & ~SG_PAGE_LINK_MASK);
}

static inline struct scatterlist *sg_chain_ptr(struct scatterlist *sg)
{
	return sg_pointer(sg);
}

static inline void sg_assign_page(struct scatterlist *sg, struct page *page)
{
	sg->page_link = (sg->page_link & SG_PAGE_LINK_MASK) | (unsigned long)page;
}

static inline void sg_set_page(struct scatterlist *sg, struct page *page, unsigned int length,
			       unsigned int offset)
{
	sg_assign_page(sg, page);
	sg->offset = offset;
	sg->length = length;
}

static inline struct page *sg_page(struct scatterlist *sg)
{
	return sg_pointer(sg);
}

static inline void sg_set_buf(struct scatterlist *sg, const void *buffer, unsigned int length)
{
	sg_set_page(sg, virt_to_page(buffer), length, offset_in_page(buffer));
}

static inline dma_addr_t sg_phys(struct scatterlist *sg)
{
	return page_to_phys(sg_page(sg)) + sg->offset;
}

static inline void *sg_virt(struct scatterlist *sg)
{
	return (char *)page_address(sg_page(sg)) + sg->offset;
}

static inline void sg_mark_end(struct scatterlist *sg)
{
	sg->page_link = (sg->page_link | SG_END) & ~SG_CHAIN;
}

static inline void sg_unmark_end(struct scatterlist *sg)
{
	sg->page_link &= ~SG_END;
}

static inline void sg_chain(struct scatterlist *prv, unsigned int prv_nents,
			    struct scatterlist *sgl)
{
	struct scatterlist *link = &prv[prv_nents - 1];

	link->offset = 0;
	link->length = 0;
	link->page_link = ((unsigned long)sgl | SG_CHAIN) & ~SG_END;
}

#define for_each_sg(sglist, sg, nr, i)                                                             \
	for ((i) = 0, (sg) = (sglist); (i) < (nr); (i)++, (sg) = sg_next(sg))
#define for_each_sgtable_sg(sgt, sg, i) for_each_sg((sgt)->sgl, sg, (sgt)->orig_nents, i)
#define for_each_sgtable_dma_sg(sgt, sg, i) for_each_sg((sgt)->sgl, sg, (sgt)->nents, i)

struct scatterlist *sg_next(struct scatterlist *sg);
struct scatterlist *sg_last(struct scatterlist *sgl, unsigned int nents);
int sg_nents(struct scatterlist *sg);
/* How many entries that many bytes take, or -EINVAL if there are not as many. */
int sg_nents_for_len(struct scatterlist *sg, u64 len);
void sg_init_table(struct scatterlist *sgl, unsigned int nents);
void sg_init_one(struct scatterlist *sg, const void *buffer, unsigned int length);

int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t flags);
void sg_free_table(struct sg_table *table);
/* Neighbouring pages become one entry, of at most that many bytes. */
int sg_alloc_table_from_pages_segment(struct sg_table *table, struct page **pages,
				      unsigned int n_pages, unsigned int offset, unsigned long size,
				      unsigned int max_segment, gfp_t flags);
int sg_alloc_append_table_from_pages(struct sg_append_table *table, struct page **pages,
				     unsigned int n_pages, unsigned int offset, unsigned long size,
				     unsigned int max_segment, unsigned int left_pages,
				     gfp_t flags);
void sg_free_append_table(struct sg_append_table *table);
int sg_split(struct scatterlist *in, const int in_mapped_nents, const off_t skip,
	     const int nb_splits, const size_t *split_sizes, struct scatterlist **out,
	     int *out_mapped_nents, gfp_t flags);
struct scatterlist *sgl_alloc(unsigned long long length, gfp_t flags, unsigned int *nents);
void sgl_free(struct scatterlist *sgl);

static inline int sg_alloc_table_from_pages(struct sg_table *table, struct page **pages,
					    unsigned int n_pages, unsigned int offset,
					    unsigned long size, gfp_t flags)
{
	return sg_alloc_table_from_pages_segment(table, pages, n_pages, offset, size, UINT32_MAX,
						 flags);
}

size_t sg_copy_buffer(struct scatterlist *sgl, unsigned int nents, void *buffer, size_t length,
		      off_t skip, bool to_buffer);
size_t sg_zero_buffer(struct scatterlist *sgl, unsigned int nents, size_t length, off_t skip);

static inline size_t sg_copy_from_buffer(struct scatterlist *sgl, unsigned int nents,
					 const void *buffer, size_t length)
{
	return sg_copy_buffer(sgl, nents, (void *)buffer, length, 0, false);
}

static inline size_t sg_copy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buffer,
				       size_t length)
{
	return sg_copy_buffer(sgl, nents, buffer, length, 0, true);
}

static inline size_t sg_pcopy_from_buffer(struct scatterlist *sgl, unsigned int nents,
					  const void *buffer, size_t length, off_t skip)
{
	return sg_copy_buffer(sgl, nents, (void *)buffer, length, skip, false);
}

static inline size_t sg_pcopy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buffer,
					size_t length, off_t skip)
{
	return sg_copy_buffer(sgl, nents, buffer, length, skip, true);
}

/* Page by page: of memory, and of what the device sees. */
struct sg_page_iter {
	struct scatterlist *sg;
	unsigned int sg_pgoffset;
	unsigned int __nents;
	int __pg_advance;
};

struct sg_dma_page_iter {
	struct sg_page_iter base;
};

bool __sg_page_iter_next(struct sg_page_iter *piter);
bool __sg_page_iter_dma_next(struct sg_dma_page_iter *dma_iter);
void __sg_page_iter_start(struct sg_page_iter *piter, struct scatterlist *sgl, unsigned int nents,
			  unsigned long pgoffset);

static inline struct page *sg_page_iter_page(struct sg_page_iter *piter)
{
	return nth_page(sg_page(piter->sg), piter->sg_pgoffset);
}

static inline dma_addr_t sg_page_iter_dma_address(struct sg_dma_page_iter *dma_iter)
{
	return sg_dma_address(dma_iter->base.sg) +
	       ((dma_addr_t)dma_iter->base.sg_pgoffset << PAGE_SHIFT);
}

#define for_each_sg_page(sglist, piter, nents, pgoffset)                                           \
	for (__sg_page_iter_start((piter), (sglist), (nents), (pgoffset));                         \
	     __sg_page_iter_next(piter);)
#define for_each_sg_dma_page(sglist, dma_iter, dma_nents, pgoffset)                                \
	for (__sg_page_iter_start(&(dma_iter)->base, (sglist), (dma_nents), (pgoffset));           \
	     __sg_page_iter_dma_next(dma_iter);)
#define for_each_sgtable_page(sgt, piter, pgoffset)                                                \
	for_each_sg_page((sgt)->sgl, piter, (sgt)->orig_nents, pgoffset)
#define for_each_sgtable_dma_page(sgt, dma_iter, pgoffset)                                         \
	for_each_sg_dma_page((sgt)->sgl, dma_iter, (sgt)->nents, pgoffset)

#define SG_MITER_ATOMIC (1 << 0)
#define SG_MITER_TO_SG (1 << 1)
#define SG_MITER_FROM_SG (1 << 2)

/* Piece by piece, none beyond a page; `consumed` may be lowered to see the rest again. */
struct sg_mapping_iter {
	struct page *page;
	void *addr;
	size_t length;
	size_t consumed;
	struct sg_page_iter piter;
	unsigned int __offset;
	unsigned int __remaining;
	unsigned int __flags;
};

void sg_miter_start(struct sg_mapping_iter *miter, struct scatterlist *sgl, unsigned int nents,
		    unsigned int flags);
bool sg_miter_skip(struct sg_mapping_iter *miter, off_t offset);
bool sg_miter_next(struct sg_mapping_iter *miter);
void sg_miter_stop(struct sg_mapping_iter *miter);

#endif
