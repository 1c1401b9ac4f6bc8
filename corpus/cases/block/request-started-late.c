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
// CHECK: request-started-late.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_start_request() on 'bd->rq' after a register was written: the device may have completed it by now [custody-request-started-late]
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
