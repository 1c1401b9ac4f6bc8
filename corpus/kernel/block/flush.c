// SPDX-License-Identifier: MIT
/*
 * Write caches. A bio may ask that the cache is flushed before it (REQ_PREFLUSH) or that it is
 * itself on the medium when it is over (REQ_FUA). Where the driver can't do that, a flush goes
 * before or after it. The stages are begun by work, since bios end where one may not sleep.
 */
#include "blk.h"

#include <linux/kernel.h>

struct sequence {
	struct bio *bio;
	bool after; /* flush when it is over */
	bool flushed;
	blk_status_t status; /* of the flush */
	bio_end_io_t *end_io;
	void *private;
	struct work_struct work;
};

static void finish(struct sequence *seq, blk_status_t status)
{
	struct bio *bio = seq->bio;

	kfree(seq);
	if (status)
		bio->bi_status = status;
	bio_endio(bio);
}

static void flush_done(struct bio *flush)
{
	struct sequence *seq = flush->bi_private;
	blk_status_t status = flush->bi_status;

	bio_put(flush);
	if (status && !seq->after) {
		finish(seq, status);
		return;
	}
	/* The work that began the flush may not be over: the item runs again after that. */
	seq->flushed = true;
	seq->status = status;
	queue_work(kernel_kblockd(), &seq->work);
}

static void issue_flush(struct sequence *seq)
{
	struct bio *flush = bio_alloc(seq->bio->bi_bdev, 0, REQ_OP_FLUSH, GFP_NOIO);

	if (!flush) {
		finish(seq, BLK_STS_RESOURCE);
		return;
	}
	flush->bi_private = seq;
	flush->bi_end_io = flush_done;
	submit_bio_noacct(flush);
}

static void data_work(struct work_struct *work)
{
	struct sequence *seq = container_of(work, struct sequence, work);
	struct bio *bio = seq->bio;

	kfree(seq);
	bio->bi_opf &= ~REQ_PREFLUSH;
	submit_bio_noacct(bio);
}

static void after_work(struct work_struct *work)
{
	struct sequence *seq = container_of(work, struct sequence, work);

	if (seq->flushed)
		finish(seq, seq->status);
	else
		issue_flush(seq);
}

/* The data is written: its own end comes after the flush. */
static void data_done(struct bio *bio)
{
	struct sequence *seq = bio->bi_private;

	bio->bi_end_io = seq->end_io;
	bio->bi_private = seq->private;
	kernel_bio_begin(bio);
	if (bio->bi_status)
		finish(seq, BLK_STS_OK);
	else
		queue_work(kernel_kblockd(), &seq->work);
}

bool kernel_flush_bio(struct request_queue *q, struct bio *bio)
{
	struct sequence *seq;

	if (!blk_queue_write_cache(q))
		bio->bi_opf &= ~(REQ_PREFLUSH | REQ_FUA);
	if (bio_op(bio) == REQ_OP_FLUSH || !bio->bi_iter.bi_size) {
		if (blk_queue_write_cache(q)) {
			bio->bi_opf = (bio->bi_opf & ~(REQ_OP_MASK | REQ_PREFLUSH)) | REQ_OP_FLUSH;
			return false;
		}
		bio_endio(bio);
		return true;
	}
	if (q->limits.features & BLK_FEAT_FUA ? !(bio->bi_opf & REQ_PREFLUSH)
					      : !op_is_flush(bio->bi_opf))
		return false;
	seq = kzalloc(sizeof(*seq), GFP_NOIO);
	if (!seq) {
		bio->bi_status = BLK_STS_RESOURCE;
		bio_endio(bio);
		return true;
	}
	seq->bio = bio;
	if (bio->bi_opf & REQ_PREFLUSH) {
		INIT_WORK(&seq->work, data_work);
		issue_flush(seq);
		return true;
	}
	seq->after = true;
	seq->end_io = bio->bi_end_io;
	seq->private = bio->bi_private;
	INIT_WORK(&seq->work, after_work);
	bio->bi_end_io = data_done;
	bio->bi_private = seq;
	bio->bi_opf &= ~REQ_FUA;
	return false;
}
