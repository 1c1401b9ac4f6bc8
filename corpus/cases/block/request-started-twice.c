/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>

struct dev;
int hw_submit(struct dev *d, struct request *rq);

static void issue(struct dev *d, struct request *rq)
{
	blk_mq_start_request(rq);
	hw_submit(d, rq);
}

static blk_status_t twice_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct request *rq = bd->rq;

	blk_mq_start_request(rq);
// CHECK: request-started-twice.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_start_request() on 'rq', which was already started [custody-request-started-twice]
	blk_mq_start_request(rq);
	hw_submit(hctx->driver_data, rq);
	return BLK_STS_OK;
}

static blk_status_t once_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	issue(hctx->driver_data, bd->rq);
	return BLK_STS_OK;
}

const struct blk_mq_ops rst_ops[] = { { .queue_rq = twice_bad }, { .queue_rq = once_ok } };

/* What times out is in flight. */
static enum blk_eh_timer_return sent_bad(struct request *rq)
{
// CHECK: request-started-twice.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_execute_rq_nowait() on 'rq', which was already given to the timeout handler [custody-request-started-twice]
	blk_execute_rq_nowait(rq, true);
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return requeued_ok(struct request *rq)
{
	blk_mq_requeue_request(rq, true);
	return BLK_EH_DONE;
}

const struct blk_mq_ops timeout_ops[] = { { .timeout = sent_bad }, { .timeout = requeued_ok } };
