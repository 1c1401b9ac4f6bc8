/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>

struct dev {
	int dead;
	int full;
};
int hw_submit(struct dev *d, struct request *rq);

static blk_status_t direct_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct request *rq = bd->rq;

	blk_mq_start_request(rq);
	if (req_op(rq) != REQ_OP_READ) {
		blk_mq_end_request(rq, BLK_STS_NOTSUPP);
// CHECK: request-complete-then-error.c:[[@LINE+1]]:{{[0-9]+}}: warning: error status returned for {{.*}}, which was already completed; the block layer completes it again [custody-request-complete-then-error]
		return BLK_STS_NOTSUPP;
// CHECK: note: {{.*}}completed here by blk_mq_end_request()
	}
	hw_submit(hctx->driver_data, rq);
	return BLK_STS_OK;
}

static blk_status_t issue(struct dev *d, struct request *rq)
{
	if (d->dead) {
		blk_mq_end_request(rq, BLK_STS_IOERR);
		return BLK_STS_IOERR;
	}
	blk_mq_start_request(rq);
	hw_submit(d, rq);
	return BLK_STS_OK;
}

static blk_status_t callee_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
// CHECK: request-complete-then-error.c:[[@LINE+1]]:{{[0-9]+}}: warning: error status returned for {{.*}}, which was already completed; the block layer completes it again [custody-request-complete-then-error]
	return issue(hctx->driver_data, bd->rq);
}

static blk_status_t requeued_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;

	if (d->full) {
		blk_mq_requeue_request(bd->rq, true);
// CHECK: request-complete-then-error.c:[[@LINE+1]]:{{[0-9]+}}: warning: error status returned for {{.*}}, which was already requeued; the block layer completes it again [custody-request-complete-then-error]
		return BLK_STS_RESOURCE;
	}
	return issue(d, bd->rq) ? BLK_STS_OK : BLK_STS_OK;
}

static blk_status_t end_then_ok_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;

	if (d->dead) {
		blk_mq_end_request(bd->rq, BLK_STS_IOERR);
		return BLK_STS_OK;
	}
	blk_mq_start_request(bd->rq);
	hw_submit(d, bd->rq);
	return BLK_STS_OK;
}

static blk_status_t refuse_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;

	if (d->full)
		return BLK_STS_DEV_RESOURCE;
	blk_mq_start_request(bd->rq);
	if (hw_submit(d, bd->rq))
		return BLK_STS_IOERR;
	return BLK_STS_OK;
}

static blk_status_t status_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;
	blk_status_t ret = BLK_STS_OK;

	blk_mq_start_request(bd->rq);
	if (d->dead)
		ret = BLK_STS_IOERR;
	if (ret) {
		blk_mq_end_request(bd->rq, ret);
		ret = BLK_STS_OK;
	} else {
		hw_submit(d, bd->rq);
	}
	return ret;
}

const struct blk_mq_ops cte_ops[] = {
	{ .queue_rq = direct_bad },   { .queue_rq = callee_bad }, { .queue_rq = requeued_bad },
	{ .queue_rq = end_then_ok_ok }, { .queue_rq = refuse_ok },  { .queue_rq = status_ok },
};
