/* SPDX-License-Identifier: MIT */
#ifndef __LINUX_BVEC_H
#define __LINUX_BVEC_H

#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

/* A piece of memory, possibly of several pages. */
struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
};

/* Where one is in an array of them. */
struct bvec_iter {
	sector_t bi_sector;
	unsigned int bi_size; /* bytes left */
	unsigned int bi_idx;
	unsigned int bi_bvec_done; /* bytes done of the current one */
};

static inline void bvec_set_page(struct bio_vec *bv, struct page *page, unsigned int len,
				 unsigned int offset)
{
	bv->bv_page = page;
	bv->bv_len = len;
	bv->bv_offset = offset;
}

/* What is left of the current piece. */
static inline struct bio_vec mp_bvec_iter_bvec(const struct bio_vec *table, struct bvec_iter iter)
{
	struct bio_vec bv = table[iter.bi_idx];

	bv.bv_offset += iter.bi_bvec_done;
	bv.bv_len = min(bv.bv_len - iter.bi_bvec_done, iter.bi_size);
	return bv;
}

/* The same, no further than to the end of the page. */
static inline struct bio_vec bvec_iter_bvec(const struct bio_vec *table, struct bvec_iter iter)
{
	struct bio_vec bv = mp_bvec_iter_bvec(table, iter);

	bv.bv_page = nth_page(bv.bv_page, bv.bv_offset / PAGE_SIZE);
	bv.bv_offset %= PAGE_SIZE;
	bv.bv_len = min_t(unsigned int, bv.bv_len, PAGE_SIZE - bv.bv_offset);
	return bv;
}

static inline void bvec_iter_advance(const struct bio_vec *table, struct bvec_iter *iter,
				     unsigned int bytes)
{
	iter->bi_size -= bytes;
	bytes += iter->bi_bvec_done;
	while (bytes && bytes >= table[iter->bi_idx].bv_len) {
		bytes -= table[iter->bi_idx].bv_len;
		iter->bi_idx++;
	}
	iter->bi_bvec_done = bytes;
}

static inline void *bvec_virt(struct bio_vec *bv)
{
	return (char *)page_address(bv->bv_page) + bv->bv_offset;
}

static inline void *bvec_kmap_local(struct bio_vec *bv)
{
	return (char *)kmap_local_page(bv->bv_page) + bv->bv_offset;
}

static inline void memcpy_from_bvec(char *to, struct bio_vec *bv)
{
	memcpy(to, bvec_virt(bv), bv->bv_len);
}

static inline void memcpy_to_bvec(struct bio_vec *bv, const char *from)
{
	memcpy(bvec_virt(bv), from, bv->bv_len);
}

#endif
