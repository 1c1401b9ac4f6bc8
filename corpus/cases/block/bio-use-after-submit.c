/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/bio.h>

void count(unsigned int bytes);

void size_bad(struct bio *bio)
{
	submit_bio_noacct(bio);
// CHECK: bio-use-after-submit.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bio->bi_size' used after its bio was submitted; it may have ended and gone by now [custody-bio-use-after-submit]
	count(bio->bi_size);
}

void size_ok(struct bio *bio)
{
	unsigned int bytes = bio->bi_size;

	submit_bio_noacct(bio);
	count(bytes);
}

/* Filled anew by the driver, which keeps it: whoever ends it drops no more than a count of the driver's. */
void bio_reset(struct bio *bio, struct block_device *bdev, blk_opf_t opf);

unsigned int again_ok(struct bio *bio)
{
	bio_reset(bio, NULL, REQ_OP_WRITE);
	submit_bio_noacct(bio);
	return bio->bi_size;
}

void reset_bad(struct bio *bio)
{
	submit_bio_noacct(bio);
// CHECK: bio-use-after-submit.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bio' used after its bio was submitted; it may have ended and gone by now [custody-bio-use-after-submit]
	bio_reset(bio, NULL, REQ_OP_WRITE);
}

/* What a helper gives in each round is what may be used in it. */
struct box {
	struct bio first;
	int taken;
};

void log_round(struct box *b);

static struct bio *next_bio(struct box *b)
{
	if (!b->taken) {
		b->taken = 1;
		return &b->first;
	}
	return bio_alloc(NULL, 1, REQ_OP_WRITE, 0);
}

void rounds_ok(struct box *b, int n)
{
	while (n--) {
		struct bio *bio = next_bio(b);

		bio->bi_size = 1;
		submit_bio_noacct(bio);
		log_round(b);
	}
}
