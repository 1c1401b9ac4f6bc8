// SPDX-License-Identifier: MIT
#include "checked.h"

#include <linux/bio.h>
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/slab.h>
#include <linux/string.h>

#define BIO_CHAINED 1
#define BIO_ALLOCATED 2
#define BIO_ENDED 4 /* and not submitted again */

struct bio_set fs_bio_set;

static const struct checked_kind bio_kind = {
	.what = "bio", .freed = "bio-wrong-release", .left = "bio-leak"};

static const struct {
	blk_status_t status;
	int error;
} errors[] = {
	{BLK_STS_NOTSUPP, -EOPNOTSUPP},	  {BLK_STS_TIMEOUT, -ETIMEDOUT},
	{BLK_STS_NOSPC, -ENOSPC},	  {BLK_STS_TRANSPORT, -ENOLINK},
	{BLK_STS_TARGET, -EREMOTEIO},	  {BLK_STS_RESV_CONFLICT, -EBADE},
	{BLK_STS_MEDIUM, -ENODATA},	  {BLK_STS_PROTECTION, -EILSEQ},
	{BLK_STS_RESOURCE, -ENOMEM},	  {BLK_STS_DEV_RESOURCE, -EBUSY},
	{BLK_STS_AGAIN, -EAGAIN},	  {BLK_STS_OFFLINE, -ENODEV},
	{BLK_STS_DURATION_LIMIT, -ETIME}, {BLK_STS_INVAL, -EINVAL},
};

int blk_status_to_errno(blk_status_t status)
{
	unsigned int i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (errors[i].status == status)
			return errors[i].error;
	}
	return status ? -EIO : 0;
}

blk_status_t errno_to_blk_status(int error)
{
	unsigned int i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (errors[i].error == error)
			return errors[i].status;
	}
	return error ? BLK_STS_IOERR : BLK_STS_OK;
}

void bio_init(struct bio *bio, struct block_device *bdev, struct bio_vec *table,
	      unsigned short max_vecs, blk_opf_t opf)
{
	*bio = (struct bio){
		.bi_bdev = bdev, .bi_opf = opf, .bi_io_vec = table, .bi_max_vecs = max_vecs};
	atomic_set(&bio->__bi_remaining, 1);
	atomic_set(&bio->__bi_cnt, 1);
}

void bio_uninit(struct bio *bio)
{
	bio->bi_bdev = NULL;
}

struct bio *bio_alloc_bioset(struct block_device *bdev, unsigned short nr_vecs, blk_opf_t opf,
			     gfp_t flags, struct bio_set *bs)
{
	struct bio *bio;
	char *p;

	if (nr_vecs > BIO_MAX_VECS)
		return NULL;
	p = kzalloc(bs->front_pad + sizeof(*bio) + nr_vecs * sizeof(struct bio_vec), flags);
	if (!p)
		return NULL;
	bio = (struct bio *)(p + bs->front_pad);
	bio_init(bio, bdev, nr_vecs ? (void *)(bio + 1) : NULL, nr_vecs, opf);
	bio->bi_flags = BIO_ALLOCATED;
	bio->bi_pool = bs;
	checked_enter(&bio_kind, bio);
	return bio;
}

struct bio *bio_alloc_clone(struct block_device *bdev, struct bio *src, gfp_t flags,
			    struct bio_set *bs)
{
	struct bio *bio = bio_alloc_bioset(bdev, 0, src->bi_opf, flags, bs);

	if (!bio)
		return NULL;
	bio->bi_iter = src->bi_iter;
	bio->bi_io_vec = src->bi_io_vec;
	bio->bi_ioprio = src->bi_ioprio;
	return bio;
}

void bio_put(struct bio *bio)
{
	if (!atomic_dec_and_test(&bio->__bi_cnt))
		return;
	checked_that(checked_leave(&bio_kind, bio), "bio-wrong-release",
		     "bio_put() of a bio that bio_alloc() did not make, or that is put already");
	kfree((char *)bio - bio->bi_pool->front_pad);
}

int bio_add_page(struct bio *bio, struct page *page, unsigned int len, unsigned int offset)
{
	struct bio_vec *last = bio->bi_vcnt ? &bio->bi_io_vec[bio->bi_vcnt - 1] : NULL;

	if (last && page_to_phys(last->bv_page) + last->bv_offset + last->bv_len ==
			    page_to_phys(page) + offset) {
		last->bv_len += len;
	} else {
		if (bio->bi_vcnt >= bio->bi_max_vecs)
			return 0;
		bvec_set_page(&bio->bi_io_vec[bio->bi_vcnt++], page, len, offset);
	}
	bio->bi_iter.bi_size += len;
	return len;
}

static void chain_endio(struct bio *bio)
{
	bio_put(bio);
}

void bio_chain(struct bio *bio, struct bio *parent)
{
	WARN_ON(bio->bi_private || bio->bi_end_io);
	bio->bi_private = parent;
	bio->bi_end_io = chain_endio;
	atomic_inc(&parent->__bi_remaining);
	/* parts of it that were submitted before may end just now */
	if (!(READ_ONCE(parent->bi_flags) & BIO_CHAINED))
		WRITE_ONCE(parent->bi_flags, parent->bi_flags | BIO_CHAINED);
}

/* Chains may be long: their ends are walked, not nested. */
void bio_endio(struct bio *bio)
{
	for (;;) {
		struct bio *parent;

		checked_that(!(READ_ONCE(bio->bi_flags) & BIO_ENDED), "bio-double-end",
			     "a bio is ended that was ended already");
		if (READ_ONCE(bio->bi_flags) & BIO_CHAINED &&
		    !atomic_dec_and_test(&bio->__bi_remaining))
			return;
		bio->bi_flags = (bio->bi_flags & ~BIO_CHAINED) | BIO_ENDED;
		atomic_set(&bio->__bi_remaining, 1);
		if (bio->bi_end_io != chain_endio)
			break;
		parent = bio->bi_private;
		if (bio->bi_status)
			__atomic_store_n(&parent->bi_status, bio->bi_status, __ATOMIC_RELAXED);
		bio_put(bio);
		bio = parent;
	}
	if (bio->bi_end_io)
		bio->bi_end_io(bio);
}

struct bio *bio_split(struct bio *bio, int sectors, gfp_t flags, struct bio_set *bs)
{
	struct bio *front;

	if (WARN_ON(sectors <= 0 || (unsigned int)sectors >= bio_sectors(bio)))
		return NULL;
	front = bio_alloc_clone(bio->bi_bdev, bio, flags, bs);
	if (!front)
		return NULL;
	front->bi_iter.bi_size = sectors << SECTOR_SHIFT;
	bio_advance(bio, front->bi_iter.bi_size);
	return front;
}

/* It is no longer over. */
void kernel_bio_begin(struct bio *bio)
{
	bio->bi_flags &= ~BIO_ENDED;
}

static void wait_endio(struct bio *bio)
{
	complete(bio->bi_private);
}

int submit_bio_wait(struct bio *bio)
{
	DECLARE_COMPLETION_ONSTACK(done);

	bio->bi_private = &done;
	bio->bi_end_io = wait_endio;
	bio->bi_opf |= REQ_SYNC;
	submit_bio(bio);
	wait_for_completion_io(&done);
	return blk_status_to_errno(bio->bi_status);
}
