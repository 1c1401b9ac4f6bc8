/* SPDX-License-Identifier: MIT */
/* Transfers of blocks. Who allocates a bio puts it; who gives it a bi_end_io is told when it is
 * over. */
#ifndef __LINUX_BIO_H
#define __LINUX_BIO_H

#include <linux/blk_types.h>
#include <linux/gfp.h>

#define BIO_MAX_VECS 256U

#define bio_sectors(bio) ((bio)->bi_iter.bi_size >> SECTOR_SHIFT)
#define bio_end_sector(bio) ((bio)->bi_iter.bi_sector + bio_sectors(bio))
#define bio_data_dir(bio) (op_is_write(bio_op(bio)) ? WRITE : READ)

struct bio_set {
	unsigned int front_pad; /* bytes of the owner in front of each */
};

extern struct bio_set fs_bio_set;

static inline int bioset_init(struct bio_set *bs, unsigned int pool_size, unsigned int front_pad,
			      int flags)
{
	(void)pool_size;
	(void)flags;
	bs->front_pad = front_pad;
	return 0;
}

static inline void bioset_exit(struct bio_set *bs)
{
	bs->front_pad = 0;
}

struct bio *bio_alloc_bioset(struct block_device *bdev, unsigned short nr_vecs, blk_opf_t opf,
			     gfp_t flags, struct bio_set *bs);
struct bio *bio_alloc_clone(struct block_device *bdev, struct bio *bio_src, gfp_t flags,
			    struct bio_set *bs);
void bio_init(struct bio *bio, struct block_device *bdev, struct bio_vec *table,
	      unsigned short max_vecs, blk_opf_t opf);
void bio_uninit(struct bio *bio);
void bio_put(struct bio *bio);
/* How many bytes were added: all of them, or none. */
int bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int offset);
void bio_endio(struct bio *bio);
/* The parent is not over before this one. */
void bio_chain(struct bio *bio, struct bio *parent);
/* A bio of its own for the first sectors; the rest stays in the old one. */
struct bio *bio_split(struct bio *bio, int sectors, gfp_t flags, struct bio_set *bs);
void submit_bio(struct bio *bio);
void submit_bio_noacct(struct bio *bio);
int submit_bio_wait(struct bio *bio);

static inline struct bio *bio_alloc(struct block_device *bdev, unsigned short nr_vecs,
				    blk_opf_t opf, gfp_t flags)
{
	return bio_alloc_bioset(bdev, nr_vecs, opf, flags, &fs_bio_set);
}

static inline void bio_get(struct bio *bio)
{
	atomic_inc(&bio->__bi_cnt);
}

static inline void bio_io_error(struct bio *bio)
{
	bio->bi_status = BLK_STS_IOERR;
	bio_endio(bio);
}

static inline void bio_set_dev(struct bio *bio, struct block_device *bdev)
{
	bio->bi_bdev = bdev;
}

static inline bool op_has_data(enum req_op op)
{
	return op != REQ_OP_DISCARD && op != REQ_OP_SECURE_ERASE && op != REQ_OP_WRITE_ZEROES;
}

static inline bool bio_has_data(struct bio *bio)
{
	return bio && bio->bi_iter.bi_size && op_has_data(bio_op(bio));
}

static inline void bio_advance_iter(const struct bio *bio, struct bvec_iter *iter,
				    unsigned int bytes)
{
	iter->bi_sector += bytes >> SECTOR_SHIFT;
	if (op_has_data(bio_op(bio)))
		bvec_iter_advance(bio->bi_io_vec, iter, bytes);
	else
		iter->bi_size -= bytes;
}

static inline void bio_advance(struct bio *bio, unsigned int bytes)
{
	bio_advance_iter(bio, &bio->bi_iter, bytes);
}

#define bio_iter_iovec(bio, iter) bvec_iter_bvec((bio)->bi_io_vec, (iter))
#define mp_bio_iter_iovec(bio, iter) mp_bvec_iter_bvec((bio)->bi_io_vec, (iter))
#define __bio_for_each_segment(bvl, bio, iter, start)                                              \
	for ((iter) = (start); (iter).bi_size && ((bvl) = bio_iter_iovec(bio, iter), 1);           \
	     bio_advance_iter(bio, &(iter), (bvl).bv_len))
#define __bio_for_each_bvec(bvl, bio, iter, start)                                                 \
	for ((iter) = (start); (iter).bi_size && ((bvl) = mp_bio_iter_iovec(bio, iter), 1);        \
	     bio_advance_iter(bio, &(iter), (bvl).bv_len))
#define bio_for_each_segment(bvl, bio, iter) __bio_for_each_segment(bvl, bio, iter, (bio)->bi_iter)
#define bio_for_each_bvec(bvl, bio, iter) __bio_for_each_bvec(bvl, bio, iter, (bio)->bi_iter)

#endif
