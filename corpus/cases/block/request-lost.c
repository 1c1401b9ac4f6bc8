/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct dev {
	spinlock_t lock;
	struct list_head queue;
	struct work_struct work;
	int dead;
};
struct cmd {
	struct list_head entry;
};
int hw_submit(struct dev *d, int tag);

static blk_status_t dropped_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;

	if (d->dead)
// CHECK: request-lost.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bd->rq' is lost: success is returned, but nothing started, completed or kept it [custody-request-lost]
		return BLK_STS_OK;
	blk_mq_start_request(bd->rq);
	hw_submit(d, bd->rq->tag);
	return BLK_STS_OK;
}

/* found again by its tag */
static blk_status_t by_tag_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	hw_submit(hctx->driver_data, bd->rq->tag);
	return BLK_STS_OK;
}

static blk_status_t listed_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;
	struct cmd *cmd = blk_mq_rq_to_pdu(bd->rq);

	spin_lock(&d->lock);
	list_add_tail(&cmd->entry, &d->queue);
	spin_unlock(&d->lock);
	schedule_work(&d->work);
	return BLK_STS_OK;
}

static blk_status_t refused_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;

	if (d->dead)
		return BLK_STS_IOERR;
	return by_tag_ok(hctx, bd);
}

const struct blk_mq_ops rl_ops[] = {
	{ .queue_rq = dropped_bad },
	{ .queue_rq = by_tag_ok },
	{ .queue_rq = listed_ok },
	{ .queue_rq = refused_ok },
};
