/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/io.h>
#include <linux/list.h>
#include <linux/spinlock.h>

struct dev {
	spinlock_t lock;
	struct list_head queue;
	struct request *current_rq;
	void __iomem *regs;
	unsigned int lost, tag;
	int dead;
};
struct cmd {
	struct list_head entry;
	int status;
};
int hw_submit(struct dev *d, int tag);

static blk_status_t dead_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;

	blk_mq_start_request(bd->rq);
	if (d->dead)
// CHECK: request-forgotten.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bd->rq' is lost: success is returned, but nothing was done with it since it was started [custody-request-forgotten]
		return BLK_STS_OK;
	hw_submit(d, bd->rq->tag);
	return BLK_STS_OK;
}

/* The lock and the count are no way to the request. */
static blk_status_t counted_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;
	blk_status_t ret = BLK_STS_OK;

	blk_mq_start_request(bd->rq);
	spin_lock(&d->lock);
	if (d->dead) {
		d->lost++;
		goto out;
	}
	d->current_rq = bd->rq;
out:
	spin_unlock(&d->lock);
// CHECK: request-forgotten.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bd->rq' is lost: success is returned, but nothing was done with it since it was started [custody-request-forgotten]
	return ret;
}

static void begin(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	cmd->status = 0;
	blk_mq_start_request(rq);
}

static blk_status_t switched_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;

	begin(bd->rq);
	switch (d->dead) {
	case 0:
		hw_submit(d, bd->rq->tag);
		break;
	case 1:
		blk_mq_end_request(bd->rq, BLK_STS_IOERR);
		break;
	default:
		break;
	}
// CHECK: request-forgotten.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bd->rq' is lost: success is returned, but nothing was done with it since it was started [custody-request-forgotten]
	return BLK_STS_OK;
}

/* Kept before it is started. */
static blk_status_t listed_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;
	struct cmd *cmd = blk_mq_rq_to_pdu(bd->rq);

	spin_lock(&d->lock);
	list_add_tail(&cmd->entry, &d->queue);
	blk_mq_start_request(bd->rq);
	spin_unlock(&d->lock);
	return BLK_STS_OK;
}

/* The device is told its tag. */
static blk_status_t written_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;

	blk_mq_start_request(bd->rq);
	writel(bd->rq->tag, d->regs);
	return BLK_STS_OK;
}

/* A thread looks for the tag. */
static blk_status_t noted_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;

	blk_mq_start_request(bd->rq);
	d->tag = bd->rq->tag;
	return BLK_STS_OK;
}

static blk_status_t refused_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct dev *d = hctx->driver_data;

	blk_mq_start_request(bd->rq);
	if (d->dead)
		return BLK_STS_IOERR;
	hw_submit(d, bd->rq->tag);
	return BLK_STS_OK;
}

/* A mark in the request's own data says that it is left to its timeout. */
struct marked {
	int fake, ready;
};
int want_fault(void);
static blk_status_t marked_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct marked *m = blk_mq_rq_to_pdu(bd->rq);

	m->fake = want_fault();
	blk_mq_start_request(bd->rq);
	if (m->fake)
		return BLK_STS_OK;
	hw_submit(hctx->driver_data, bd->rq->tag);
	return BLK_STS_OK;
}

/* This one says something else. */
static blk_status_t unmarked_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct marked *m = blk_mq_rq_to_pdu(bd->rq);
	struct dev *d = hctx->driver_data;

	m->ready = 1;
	blk_mq_start_request(bd->rq);
	if (d->dead)
// CHECK: request-forgotten.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bd->rq' is lost: success is returned, but nothing was done with it since it was started [custody-request-forgotten]
		return BLK_STS_OK;
	hw_submit(d, bd->rq->tag);
	return BLK_STS_OK;
}

const struct blk_mq_ops rf_ops[] = {
	{ .queue_rq = marked_ok },  { .queue_rq = unmarked_bad },

	{ .queue_rq = dead_bad },   { .queue_rq = counted_bad }, { .queue_rq = switched_bad },
	{ .queue_rq = listed_ok },  { .queue_rq = written_ok },  { .queue_rq = noted_ok },
	{ .queue_rq = refused_ok },
};
