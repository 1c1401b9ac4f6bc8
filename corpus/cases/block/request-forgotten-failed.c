/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What a helper has done on the way on which it failed: nobody has the request then. */
#include <linux/blk-mq.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/spinlock.h>

struct dev {
	spinlock_t lock;
	struct list_head queue;
	struct device *dma;
	struct request *slot[8];
	void __iomem *regs;
	unsigned int room;
	int dead;
};
struct cmd {
	struct list_head entry;
	dma_addr_t addr;
	void *buf;
};
void __attribute__((format(printf, 1, 2))) complain(const char *how, ...);

static int issue(struct dev *d, struct request *rq)
{
	if (!d->room)
		return -EBUSY;
	if (d->dead)
		return -ENODEV;
	d->room--;
	d->slot[rq->tag] = rq;
	writel(rq->tag, d->regs);
	return 0;
}

static blk_status_t logged_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	int ret;

	blk_mq_start_request(bd->rq);
	ret = issue(hctx->driver_data, bd->rq);
	if (ret < 0)
		complain("not issued: %d\n", ret);
// CHECK: request-forgotten-failed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bd->rq' is lost: success is returned, but nothing was done with it since it was started [custody-request-forgotten]
	return BLK_STS_OK;
}

static void run(struct dev *d, struct request *rq)
{
	if (issue(d, rq))
		complain("not issued\n");
}

static blk_status_t deeper_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	run(hctx->driver_data, bd->rq);
// CHECK: request-forgotten-failed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bd->rq' is lost: success is returned, but nothing was done with it since it was started [custody-request-forgotten]
	return BLK_STS_OK;
}

/* What stands in the request's own data nobody comes by. */
static bool map(struct dev *d, struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	cmd->addr = dma_map_single(d->dma, cmd->buf, 512, DMA_TO_DEVICE);
	return !dma_mapping_error(d->dma, cmd->addr);
}

static blk_status_t unmapped_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;

	blk_mq_start_request(bd->rq);
	if (!map(d, bd->rq))
// CHECK: request-forgotten-failed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bd->rq' is lost: success is returned, but nothing was done with it since it was started [custody-request-forgotten]
		return BLK_STS_OK;
	writel(bd->rq->tag, d->regs);
	return BLK_STS_OK;
}

static blk_status_t ended_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	if (issue(hctx->driver_data, bd->rq))
		blk_mq_end_request(bd->rq, BLK_STS_IOERR);
	return BLK_STS_OK;
}

/* It fails for now, and is tried again. */
static int issue_or_queue(struct dev *d, struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (!d->room) {
		spin_lock(&d->lock);
		list_add_tail(&cmd->entry, &d->queue);
		spin_unlock(&d->lock);
		return -EAGAIN;
	}
	writel(rq->tag, d->regs);
	return 0;
}

static blk_status_t queued_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	if (issue_or_queue(hctx->driver_data, bd->rq))
		complain("later\n");
	return BLK_STS_OK;
}

/* The device was told before it failed: the request's timeout has it. */
static int issue_and_wait(struct dev *d, struct request *rq)
{
	writel(rq->tag, d->regs);
	return readl(d->regs) & 1 ? 0 : -ETIMEDOUT;
}

static blk_status_t slow_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	if (issue_and_wait(hctx->driver_data, bd->rq))
		complain("slow\n");
	return BLK_STS_OK;
}

const struct blk_mq_ops rff_ops[] = {
	{ .queue_rq = logged_bad }, { .queue_rq = deeper_bad }, { .queue_rq = unmapped_bad },
	{ .queue_rq = ended_ok },   { .queue_rq = queued_ok },  { .queue_rq = slow_ok },
};
