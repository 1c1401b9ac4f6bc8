/* SPDX-License-Identifier: MIT */
#ifndef _CASES_BIO_H
#define _CASES_BIO_H
#include <linux/types.h>

typedef u8 blk_status_t;
typedef u32 blk_opf_t;
#define BLK_STS_OK 0
#define BLK_STS_NOTSUPP ((blk_status_t)1)
#define BLK_STS_TIMEOUT ((blk_status_t)2)
#define BLK_STS_RESOURCE ((blk_status_t)9)
#define BLK_STS_IOERR ((blk_status_t)10)
#define BLK_STS_DEV_RESOURCE ((blk_status_t)13)
#define REQ_OP_READ ((blk_opf_t)0)
#define REQ_OP_WRITE ((blk_opf_t)1)
#define REQ_OP_DRV_IN ((blk_opf_t)34)

struct block_device;
struct bio_vec;
struct bio_set;
struct bio;
typedef void (bio_end_io_t)(struct bio *);

struct bio {
	struct bio *bi_next;
	struct block_device *bi_bdev;
	blk_opf_t bi_opf;
	unsigned short bi_flags;
	blk_status_t bi_status;
	sector_t bi_sector;
	u32 bi_size;
	bio_end_io_t *bi_end_io;
	void *bi_private;
	int __bi_cnt;
};

struct bio *bio_alloc_bioset(struct block_device *bdev, unsigned short nr_vecs, blk_opf_t opf, gfp_t gfp_mask,
			     struct bio_set *bs);
struct bio *bio_alloc_clone(struct block_device *bdev, struct bio *bio_src, gfp_t gfp, struct bio_set *bs);
struct bio *bio_kmalloc(unsigned short nr_vecs, gfp_t gfp_mask);
struct bio *bio_split(struct bio *bio, int sectors, gfp_t gfp, struct bio_set *bs);
void bio_init(struct bio *bio, struct block_device *bdev, struct bio_vec *table, unsigned short max_vecs,
	      blk_opf_t opf);
void bio_uninit(struct bio *bio);
struct page;
int __must_check bio_add_page(struct bio *bio, struct page *page, unsigned len, unsigned off);
void bio_put(struct bio *bio);
void bio_endio(struct bio *bio);
void bio_chain(struct bio *bio, struct bio *parent);
void submit_bio(struct bio *bio);
void submit_bio_noacct(struct bio *bio);
int submit_bio_wait(struct bio *bio);
extern struct bio_set fs_bio_set;

static inline struct bio *bio_alloc(struct block_device *bdev, unsigned short nr_vecs, blk_opf_t opf,
				    gfp_t gfp_mask)
{
	return bio_alloc_bioset(bdev, nr_vecs, opf, gfp_mask, &fs_bio_set);
}

static inline void bio_io_error(struct bio *bio)
{
	bio->bi_status = BLK_STS_IOERR;
	bio_endio(bio);
}

static inline void bio_get(struct bio *bio)
{
	bio->bi_flags |= 1;
	bio->__bi_cnt++;
}

#endif
