/* SPDX-License-Identifier: MIT */
/*
 * demo_blk: a block driver for a made-up controller, with planted mistakes for `./run demo` to find.
 *
 * The controller takes commands from a ring in its registers and posts the tags of finished ones. Each request carries a
 * struct demo_cmd behind it, with a timer of its own for a slow device; a work item polls the device's health.
 * The life of a request: demo_queue_rq() starts it and writes it to the ring; demo_irq() finds it by its tag and completes it;
 * demo_complete() ends it; demo_timeout() looks at it when none of this happened in time.
 *
 * A planted mistake is marked by a comment, a line that custody is right to leave alone by nothing.
 */
#include <custody.h>

#include <linux/bitops.h>
#include <linux/blk-mq.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#define DEMO_DOORBELL 0x10
#define DEMO_DONE_TAG 0x14
#define DEMO_DONE_STATUS 0x18
#define DEMO_NO_TAG 0xffffffffu
#define DEMO_CMD_IN_FLIGHT 0

struct demo_dev {
	struct blk_mq_tag_set set;
	struct gendisk *disk;
	struct delayed_work health;
	void __iomem *regs;
	spinlock_t lock;
	u64 bytes;
	unsigned int irq;
	bool dead;
	bool full;
};

struct demo_cmd {
	struct timer_list slow;
	unsigned long flags;
	unsigned int bytes;
	blk_status_t status;
};

/* In demo_pool.c: the pool takes the command's buffer over. */
void demo_pool_put(void *buf __owned);
void *demo_pool_get(struct demo_dev *d);

/* --- Issuing ------------------------------------------------------------------------------ */

static void demo_slow(struct timer_list *t)
{
	struct demo_cmd *cmd = from_timer(cmd, t, slow);

	pr_warn("demo: command %p is slow\n", cmd);
}

static void demo_ring(struct demo_dev *d, struct request *rq)
{
	struct demo_cmd *cmd = blk_mq_rq_to_pdu(rq);

	cmd->bytes = blk_rq_bytes(rq);
	set_bit(DEMO_CMD_IN_FLIGHT, &cmd->flags);
	spin_lock(&d->lock);
	writel(rq->tag, d->regs + DEMO_DOORBELL);
	spin_unlock(&d->lock);
}

static blk_status_t demo_prepare(struct demo_dev *d, struct request *rq)
{
	if (d->dead) {
		blk_mq_end_request(rq, BLK_STS_IOERR);
		return BLK_STS_IOERR;
	}
	return BLK_STS_OK;
}

static blk_status_t demo_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct demo_dev *d = hctx->driver_data;
	struct demo_cmd *cmd = blk_mq_rq_to_pdu(bd->rq);
	blk_status_t ret;

	if (d->full)
		return BLK_STS_DEV_RESOURCE;
	ret = demo_prepare(d, bd->rq);
	if (ret)
		return ret; /* planted: demo_prepare() has ended the request, and the error has the block layer end it again */

	blk_mq_start_request(bd->rq);
	timer_setup(&cmd->slow, demo_slow, 0);
	mod_timer(&cmd->slow, jiffies + HZ);
	if (req_op(bd->rq) != REQ_OP_READ && req_op(bd->rq) != REQ_OP_WRITE) {
		blk_mq_end_request(bd->rq, BLK_STS_NOTSUPP); /* planted: cmd->slow was just started, and fires on a dead command */
		return BLK_STS_OK;
	}
	demo_ring(d, bd->rq);
	return BLK_STS_OK;
}

/* --- Completion --------------------------------------------------------------------------- */

static irqreturn_t demo_irq(int irq, void *data)
{
	struct demo_dev *d = data;
	u32 tag = readl(d->regs + DEMO_DONE_TAG);
	struct request *rq;

	if (tag == DEMO_NO_TAG)
		return IRQ_NONE;
	rq = blk_mq_tag_to_rq(d->set.tags[0], tag);
	if (!rq)
		return IRQ_HANDLED;
	blk_mq_complete_request(rq); /* planted: the device may name a tag that is not in flight */
	return IRQ_HANDLED;
}

/* The same, done right: whoever clears the flag completes the request. */
static irqreturn_t demo_irq_checked(int irq, void *data)
{
	struct demo_dev *d = data;
	struct request *rq = blk_mq_tag_to_rq(d->set.tags[0], readl(d->regs + DEMO_DONE_TAG));
	struct demo_cmd *cmd;

	if (!rq)
		return IRQ_NONE;
	cmd = blk_mq_rq_to_pdu(rq);
	if (!test_and_clear_bit(DEMO_CMD_IN_FLIGHT, &cmd->flags))
		return IRQ_HANDLED;
	cmd->status = readl(d->regs + DEMO_DONE_STATUS) ? BLK_STS_IOERR : BLK_STS_OK;
	blk_mq_complete_request(rq);
	return IRQ_HANDLED;
}

static void demo_complete(struct request *rq)
{
	struct demo_cmd *cmd = blk_mq_rq_to_pdu(rq);
	struct demo_dev *d = rq->q->queuedata;

	timer_delete_sync(&cmd->slow);
	blk_mq_end_request(rq, cmd->status);
	d->bytes += cmd->bytes; /* planted: cmd is part of the request that was just ended */
}

static enum blk_eh_timer_return demo_timeout(struct request *rq)
{
	struct demo_dev *d = rq->q->queuedata;

	demo_irq_checked(0, d);
	if (!blk_mq_request_completed(rq))
		blk_mq_complete_request(rq); /* planted: completed and ended meanwhile it is idle, which passes this test */
	return BLK_EH_DONE;
}

static const struct blk_mq_ops demo_ops = {
	.queue_rq = demo_queue_rq,
	.complete = demo_complete,
	.timeout = demo_timeout,
};

/* --- Commands of its own ------------------------------------------------------------------ */

static int demo_identify(struct demo_dev *d)
{
	void *buf = demo_pool_get(d);
	struct request *rq;
	int ret;

	if (!buf)
		return -ENOMEM;
	rq = blk_mq_alloc_request(d->disk->queue, REQ_OP_DRV_IN, 0);
	if (IS_ERR(rq)) {
		ret = PTR_ERR(rq);
		goto put;
	}
	ret = blk_rq_map_kern(d->disk->queue, rq, buf, 512, GFP_KERNEL);
	if (ret)
		goto put; /* planted: rq is not freed */
	ret = blk_execute_rq(rq, false) ? -EIO : 0;
	blk_mq_free_request(rq);
put:
	demo_pool_put(buf);
	return ret;
}

/* --- Coming and going --------------------------------------------------------------------- */

static void demo_health(struct work_struct *work)
{
	struct demo_dev *d = container_of(to_delayed_work(work), struct demo_dev, health);

	d->dead = readl(d->regs) == ~0u;
	schedule_delayed_work(&d->health, HZ);
}

struct demo_dev *demo_create(void __iomem *regs, unsigned int irq)
{
	struct demo_dev *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return NULL;
	d->regs = regs;
	d->irq = irq;
	spin_lock_init(&d->lock);
	INIT_DELAYED_WORK(&d->health, demo_health);
	d->set.ops = &demo_ops;
	d->set.nr_hw_queues = 1;
	d->set.queue_depth = 64;
	d->set.cmd_size = sizeof(struct demo_cmd);
	if (blk_mq_alloc_tag_set(&d->set))
		goto free_dev;
	d->disk = blk_mq_alloc_disk(&d->set, NULL, d);
	if (IS_ERR(d->disk))
		goto free_set;
	if (request_irq(irq, demo_irq, 0, "demo", d))
		goto put_disk;
	if (demo_identify(d) || add_disk(d->disk))
		goto free_irq;
	schedule_delayed_work(&d->health, HZ);
	return d;

free_irq:
	free_irq(irq, d);
put_disk:
	put_disk(d->disk);
free_set:
	blk_mq_free_tag_set(&d->set);
free_dev:
	kfree(d);
	return NULL;
}

void demo_destroy(struct demo_dev *d)
{
	del_gendisk(d->disk);
	free_irq(d->irq, d);
	put_disk(d->disk);
	blk_mq_free_tag_set(&d->set);
	kfree(d); /* planted: d->health arms itself and was not cancelled */
}
