/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/bio.h>

struct stats {
	u64 bytes;
};

void size_bad(struct stats *s, struct bio *bio)
{
	bio_endio(bio);
// CHECK: bio-use-after-end.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bio->bi_size' used after its bio was ended [custody-bio-use-after-end]
	s->bytes += bio->bi_size;
}

void size_ok(struct stats *s, struct bio *bio)
{
	s->bytes += bio->bi_size;
	bio_endio(bio);
}

blk_status_t put_bad(struct bio *bio)
{
	submit_bio_wait(bio);
	bio_put(bio);
// CHECK: bio-use-after-end.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bio->bi_status' used after its bio was put [custody-bio-use-after-end]
	return bio->bi_status;
}

blk_status_t put_ok(struct bio *bio)
{
	blk_status_t status;

	submit_bio_wait(bio);
	status = bio->bi_status;
	bio_put(bio);
	return status;
}

/* a reference of its own */
blk_status_t counted_ok(struct bio *bio)
{
	bio_get(bio);
	bio_endio(bio);
	return bio->bi_status;
}

/* on the stack: its memory stays */
blk_status_t stack_ok(struct block_device *bdev)
{
	struct bio bio;

	bio_init(&bio, bdev, NULL, 0, REQ_OP_WRITE);
	submit_bio_wait(&bio);
	bio_uninit(&bio);
	return bio.bi_status;
}
