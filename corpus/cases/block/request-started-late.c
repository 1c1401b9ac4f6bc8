/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>

void writel(unsigned int value, volatile void *addr);

struct dev {
	void *regs;
};

static void ring(struct dev *dev)
{
	writel(1, dev->regs);
}

static blk_status_t queue_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *dev = hctx->driver_data;

	ring(dev);
// CHECK: request-started-late.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_start_request() on 'bd->rq' after a register was written, or a timer armed: it may be completed by now [custody-request-started-late]
	blk_mq_start_request(bd->rq);
	return BLK_STS_OK;
}

static blk_status_t queue_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *dev = hctx->driver_data;

	blk_mq_start_request(bd->rq);
	ring(dev);
	return BLK_STS_OK;
}

const struct blk_mq_ops bad_ops = { .queue_rq = queue_bad };
const struct blk_mq_ops ok_ops = { .queue_rq = queue_ok };

struct hrtimer {
	int armed;
};
void hrtimer_start(struct hrtimer *timer, long long time, int mode);

struct cmd {
	struct hrtimer timer;
	bool lost;
};

/* The timer's handler completes the request that the timer lies in. */
static blk_status_t timer_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(bd->rq);

	hrtimer_start(&cmd->timer, 100, 0);
// CHECK: request-started-late.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_start_request() on 'bd->rq' after a register was written, or a timer armed: it may be completed by now [custody-request-started-late]
	blk_mq_start_request(bd->rq);
	return BLK_STS_OK;
}

static blk_status_t touched_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(bd->rq);

	blk_mq_start_request(bd->rq);
	hrtimer_start(&cmd->timer, 100, 0);
// CHECK: request-started-late.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cmd->lost' used after its request was sent off [custody-request-use-after-complete]
	cmd->lost = false;
	return BLK_STS_OK;
}

struct throttle {
	struct hrtimer timer;
};

/* A timer of the device is none of the request's. */
static blk_status_t timer_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(bd->rq);
	struct throttle *throttle = hctx->driver_data;

	hrtimer_start(&throttle->timer, 100, 0);
	cmd->lost = false;
	blk_mq_start_request(bd->rq);
	hrtimer_start(&cmd->timer, 100, 0);
	return BLK_STS_OK;
}

const struct blk_mq_ops timer_ops[] = {
	{ .queue_rq = timer_bad }, { .queue_rq = touched_bad }, { .queue_rq = timer_ok }
};
