/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blkdev.h>

struct dev {
	int dead;
	struct block_device *lower;
};

static int check(struct bio *bio)
{
	if (bio->bi_sector > 1000) {
		bio_io_error(bio);
		return -EIO;
	}
	return 0;
}

static void submit_bad(struct bio *bio)
{
	if (check(bio))
// CHECK: bio-double-end.c:[[@LINE+1]]:{{[0-9]+}}: warning: bio_endio() on 'bio', which was already ended [custody-bio-double-end]
		bio_endio(bio);
	else
		submit_bio_noacct(bio);
}

static void submit_ok(struct bio *bio)
{
	if (check(bio))
		return;
	submit_bio_noacct(bio);
}

void both_bad(struct bio *bio)
{
	submit_bio_noacct(bio);
// CHECK: bio-double-end.c:[[@LINE+1]]:{{[0-9]+}}: warning: bio_io_error() on 'bio', which was already submitted [custody-bio-double-end]
	bio_io_error(bio);
}

void put_twice_bad(struct bio *bio)
{
	bio_put(bio);
// CHECK: bio-double-end.c:[[@LINE+1]]:{{[0-9]+}}: warning: bio_put() on 'bio', which was already put [custody-bio-double-end]
	bio_put(bio);
}

/* ended once for itself and once for each of its children */
void chained_ok(struct bio *child, struct bio *bio)
{
	bio_chain(child, bio);
	submit_bio(child);
	bio_endio(bio);
}

const struct block_device_operations bde_ops[] = { { .submit_bio = submit_bad }, { .submit_bio = submit_ok } };
