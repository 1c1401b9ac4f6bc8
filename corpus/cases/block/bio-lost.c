/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blkdev.h>
#include <linux/list.h>

struct pending {
	struct bio *head;
};
extern struct pending pending;

static void dropped_bad(struct bio *bio)
{
	if (!bio->bi_size)
// CHECK: bio-lost.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bio' is lost: the driver returns without having ended, handed on or kept it [custody-bio-lost]
		return;
	submit_bio_noacct(bio);
}

static void ended_ok(struct bio *bio)
{
	if (!bio->bi_size) {
		bio_endio(bio);
		return;
	}
	submit_bio_noacct(bio);
}

static void kept_ok(struct bio *bio)
{
	bio->bi_next = pending.head;
	pending.head = bio;
}

const struct block_device_operations bl_ops[] = {
	{ .submit_bio = dropped_bad },
	{ .submit_bio = ended_ok },
	{ .submit_bio = kept_ok },
};
