/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/blk-mq.h>

void put_disk(struct gendisk *disk);
void del_gendisk(struct gendisk *disk);

/* --- refused --- */

static blk_status_t refused_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	int *full = hctx->driver_data;

	blk_mq_start_request(bd->rq);
	if (*full)
// CHECK: requests.c:[[@LINE+1]]:{{[0-9]+}}: error: 'bd->rq' is refused here, but it was started [custody-strict-refused-late]
		return BLK_STS_RESOURCE;
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

static blk_status_t refused_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	int *full = hctx->driver_data;

	if (*full)
		return BLK_STS_RESOURCE;
	blk_mq_start_request(bd->rq);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

const struct blk_mq_ops ops[] = { { .queue_rq = refused_bad }, { .queue_rq = refused_ok } };

/* --- disks and their tag sets --- */

struct drive {
	struct blk_mq_tag_set set;
	struct gendisk *disk;
};

void drive_end_bad(struct drive *d)
{
	blk_mq_free_tag_set(&d->set);
// CHECK: requests.c:[[@LINE+1]]:{{[0-9]+}}: error: 'd->set' was freed before del_gendisk(): cannot show that the disk does not use it [custody-strict-tagset-first]
	del_gendisk(d->disk);
	put_disk(d->disk);
}

void drive_end_ok(struct drive *d)
{
	del_gendisk(d->disk);
	put_disk(d->disk);
	blk_mq_free_tag_set(&d->set);
}
