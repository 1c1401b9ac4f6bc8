// SPDX-License-Identifier: MIT
/*
 * A driver for the DMA block device of dmablk.h.
 *
 * Who has a request. While it stands in dmablk.slots, at its tag, the device has its command and
 * uses the memory that is mapped for it. Whoever takes it out, under dmablk.lock, has to end the
 * request, and nobody else may:
 *
 *  - dmablk_reap(), for slots whose DONE bit is set: the device is through with them. Called by the
 * interrupt handler, and by timeout() in case an interrupt got lost;
 *  - dmablk_reset(), for all that are left after the device was reset. Only then may their memory
 * be unmapped.
 *
 * So timeout() ends nothing by itself: the device could still write to the memory of a command that
 * is late.
 *
 * The memory of a request is mapped from dmablk_queue_rq() until the one who ends it, or puts it
 * back, calls dmablk_unmap().
 */
#include <linux/blk-mq.h>
#include <linux/dma-mapping.h>
#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/numa.h>
#include <linux/platform_device.h>

#include <asm/byteorder.h>

#include "custody.h"
#include "dmablk.h"

static unsigned int timeout_ms = 5000;
module_param(timeout_ms, uint, 0444);
MODULE_PARM_DESC(timeout_ms, "time after which a command counts as stuck, in milliseconds");

static unsigned int max_tries = 3;
module_param(max_tries, uint, 0444);
MODULE_PARM_DESC(max_tries, "how often a request is tried until it fails, if resets end it");

/**
 * struct dmablk - a device
 * @dev: the platform's device
 * @regs: its registers
 * @irq: its interrupt
 * @id: of its disk's name
 * @table: descriptors, one for each slot
 * @table_dma: their device address
 * @lock: guards @slots, @dead, the doorbell and what is done
 * @slots: requests whose command the device has
 * @dead: a reset did not help: requests fail at once
 * @reset_work: dmablk_reset()
 * @set: tags; a request's tag is its slot
 * @disk: what the block layer sees
 */
struct dmablk {
	struct device *dev;
	void __iomem *regs;
	int irq;
	int id;
	struct dmablk_desc *table;
	dma_addr_t table_dma;
	spinlock_t lock;
	struct request *slots[DMABLK_SLOTS] __locked_by(lock) __keeps(*, holder, waiting, mine);
	bool dead __locked_by(lock);
	struct work_struct reset_work;
	struct blk_mq_tag_set set;
	struct gendisk *disk;
};

/**
 * struct dmablk_cmd - private data of a request
 * @nents: entries of @list that were mapped: what dma_unmap_sg() needs. 0: nothing is mapped
 * @tries: resets that ended it so far
 * @status: what it ends with
 * @list: its memory
 */
struct dmablk_cmd {
	unsigned int nents __tells(list, sgmap, mapped, unmapped);
	unsigned int tries;
	blk_status_t status;
	struct scatterlist list[DMABLK_MAX_SEGMENTS];
};

static DEFINE_IDA(dmablk_ids);

/* --- memory ------------------------------------------------------------------------------- */

static void dmablk_unmap(struct dmablk *db __borrowed, struct request *rq __borrowed)
{
	struct dmablk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (!cmd->nents)
		return;
	dma_unmap_sg(db->dev, cmd->list, cmd->nents, rq_dma_dir(rq));
	cmd->nents = 0;
}

/*
 * Maps the request's memory and tells the descriptor. The device gets as many segments as
 * dma_map_sg() made of the list, which may be fewer than were put in.
 */
static blk_status_t dmablk_map(struct dmablk *db __borrowed, struct request *rq,
			       struct dmablk_desc *desc)
{
	struct dmablk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	unsigned int nents, mapped, i;
	struct scatterlist *sg;

	sg_init_table(cmd->list, DMABLK_MAX_SEGMENTS);
	nents = blk_rq_map_sg(rq->q, rq, cmd->list);
	mapped = dma_map_sg(db->dev, cmd->list, nents, rq_dma_dir(rq));
	if (!mapped)
		return BLK_STS_RESOURCE;
	cmd->nents = nents;
	for_each_sg(cmd->list, sg, mapped, i) {
		desc->segments[i].address = cpu_to_le64(sg_dma_address(sg));
		desc->segments[i].length = cpu_to_le32(sg_dma_len(sg));
	}
	desc->nr_segments = cpu_to_le32(mapped);
	return BLK_STS_OK;
}

static blk_status_t dmablk_prepare(struct dmablk *db __borrowed, struct request *rq __borrowed)
{
	struct dmablk_desc *desc = &db->table[rq->tag];

	desc->sector = cpu_to_le64(blk_rq_pos(rq));
	desc->sectors = cpu_to_le32(blk_rq_sectors(rq));
	desc->nr_segments = 0;
	switch (req_op(rq)) {
	case REQ_OP_READ:
		desc->op = cpu_to_le32(DMABLK_READ);
		return dmablk_map(db, rq, desc);
	case REQ_OP_WRITE:
		desc->op = cpu_to_le32(DMABLK_WRITE);
		return dmablk_map(db, rq, desc);
	case REQ_OP_FLUSH:
		desc->op = cpu_to_le32(DMABLK_FLUSH);
		return BLK_STS_OK;
	case REQ_OP_WRITE_ZEROES:
		desc->op = cpu_to_le32(DMABLK_ZERO);
		return BLK_STS_OK;
	default:
		return BLK_STS_NOTSUPP;
	}
}

/* --- requests ----------------------------------------------------------------------------- */

/* Gives the command to the device. False: there is no device any more. */
static bool dmablk_issue(struct dmablk *db __borrowed, struct request *rq)
{
	unsigned long flags;
	bool issued;

	spin_lock_irqsave(&db->lock, flags);
	issued = !db->dead;
	if (issued) {
		blk_mq_start_request(rq);
		db->slots[rq->tag] = rq;
		/* orders the descriptor before the doorbell */
		writel(rq->tag, db->regs + DMABLK_DOORBELL);
	}
	spin_unlock_irqrestore(&db->lock, flags);
	return issued;
}

static blk_status_t dmablk_queue_rq(struct blk_mq_hw_ctx *hctx __borrowed,
				    const struct blk_mq_queue_data *bd)
{
	struct dmablk *db = hctx->queue->queuedata;
	struct request *rq = bd->rq;
	struct dmablk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	blk_status_t status;

	cmd->nents = 0;
	if (!(rq->rq_flags & RQF_DONTPREP)) {
		cmd->tries = 0;
		rq->rq_flags |= RQF_DONTPREP;
	}
	status = dmablk_prepare(db, rq);
	if (status)
		return status;
	if (dmablk_issue(db, rq))
		return BLK_STS_OK;
	dmablk_unmap(db, rq);
	return BLK_STS_IOERR;
}

static blk_status_t dmablk_status(const struct dmablk_desc *desc)
{
	switch (le32_to_cpu(READ_ONCE(desc->result))) {
	case DMABLK_OK:
		return BLK_STS_OK;
	case DMABLK_MEDIUM_ERROR:
		return BLK_STS_MEDIUM;
	default:
		return BLK_STS_IOERR;
	}
}

/* Those that are in the slots. The caller has to end them. */
static void __locked_by(db->lock)
	dmablk_take(struct dmablk *db __borrowed, unsigned long slots, struct list_head *taken)
{
	unsigned int slot;

	for_each_set_bit(slot, &slots, DMABLK_SLOTS) {
		struct request *rq = db->slots[slot];

		if (!rq)
			continue;
		db->slots[slot] = NULL;
		list_add_tail(&rq->queuelist, taken);
	}
}

/* Takes the requests that the device is through with, and completes them. */
static void dmablk_reap(struct dmablk *db __borrowed)
{
	struct request *rq, *next;
	unsigned long flags;
	LIST_HEAD(taken);
	u32 done;

	spin_lock_irqsave(&db->lock, flags);
	done = readl(db->regs + DMABLK_DONE);
	writel(done, db->regs + DMABLK_DONE);
	dmablk_take(db, done, &taken);
	spin_unlock_irqrestore(&db->lock, flags);
	list_for_each_entry_safe(rq, next, &taken, queuelist) {
		struct dmablk_cmd *cmd = blk_mq_rq_to_pdu(rq);

		list_del_init(&rq->queuelist);
		cmd->status = dmablk_status(&db->table[rq->tag]);
		blk_mq_complete_request(rq);
	}
}

static void dmablk_complete(struct request *rq)
{
	struct dmablk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	dmablk_unmap(rq->q->queuedata, rq);
	blk_mq_end_request(rq, cmd->status);
}

static irqreturn_t dmablk_interrupt(int irq, void *data)
{
	struct dmablk *db = data;
	u32 status = readl(db->regs + DMABLK_IRQ_STATUS);

	if (!status)
		return IRQ_NONE;
	/* before DONE is read: what is done after that raises it again */
	writel(status, db->regs + DMABLK_IRQ_STATUS);
	dmablk_reap(db);
	if (status & DMABLK_IRQ_FATAL)
		schedule_work(&db->reset_work);
	return IRQ_HANDLED;
}

static enum blk_eh_timer_return dmablk_timeout(struct request *rq __borrowed)
{
	struct dmablk *db = rq->q->queuedata;
	unsigned long flags;
	bool stuck;

	/* its interrupt may have got lost */
	dmablk_reap(db);
	spin_lock_irqsave(&db->lock, flags);
	stuck = db->slots[rq->tag] == rq;
	spin_unlock_irqrestore(&db->lock, flags);
	if (!stuck)
		return BLK_EH_DONE;
	schedule_work(&db->reset_work);
	return BLK_EH_RESET_TIMER;
}

static const struct blk_mq_ops dmablk_mq_ops = {
	.queue_rq = dmablk_queue_rq,
	.complete = dmablk_complete,
	.timeout = dmablk_timeout,
};

/* --- the device --------------------------------------------------------------------------- */

/* The device no longer uses any memory afterwards, and does not interrupt. */
static void dmablk_stop(struct dmablk *db __borrowed)
{
	writel(0, db->regs + DMABLK_IRQ_ENABLE);
	writel(DMABLK_CONTROL_RESET, db->regs + DMABLK_CONTROL);
	/* the write is over when the read is */
	readl(db->regs + DMABLK_STATUS);
}

static int dmablk_start(struct dmablk *db __borrowed)
{
	writeq(db->table_dma, db->regs + DMABLK_TABLE);
	writel(DMABLK_IRQ_DONE | DMABLK_IRQ_FATAL, db->regs + DMABLK_IRQ_ENABLE);
	writel(DMABLK_CONTROL_ENABLE, db->regs + DMABLK_CONTROL);
	return readl(db->regs + DMABLK_STATUS) == DMABLK_STATUS_READY ? 0 : -EIO;
}

/* For a request that a reset has taken from the device. */
static void dmablk_try_again(struct dmablk *db __borrowed, struct request *rq, bool dead)
{
	struct dmablk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (!dead && ++cmd->tries < max_tries) {
		dmablk_unmap(db, rq);
		blk_mq_requeue_request(rq, true);
		return;
	}
	cmd->status = dead ? BLK_STS_IOERR : BLK_STS_TIMEOUT;
	blk_mq_complete_request(rq);
}

static void dmablk_reset(struct work_struct *work __borrowed)
{
	struct dmablk *db = container_of(work, struct dmablk, reset_work);
	struct request_queue *q = db->disk->queue;
	struct request *rq, *next;
	unsigned long flags;
	LIST_HEAD(taken);
	bool dead;

	/* no command is started meanwhile, none is being started */
	blk_mq_quiesce_queue(q);
	dmablk_stop(db);
	dead = dmablk_start(db) != 0;
	spin_lock_irqsave(&db->lock, flags);
	db->dead = dead;
	dmablk_take(db, GENMASK(DMABLK_SLOTS - 1, 0), &taken);
	spin_unlock_irqrestore(&db->lock, flags);
	if (dead)
		dev_err(db->dev, "does not answer after a reset\n");
	list_for_each_entry_safe(rq, next, &taken, queuelist) {
		list_del_init(&rq->queuelist);
		dmablk_try_again(db, rq, dead);
	}
	blk_mq_unquiesce_queue(q);
}

/* --- probe and remove --------------------------------------------------------------------- */

static const struct block_device_operations dmablk_fops = {
	.owner = THIS_MODULE,
};

static int dmablk_alloc_tags(struct dmablk *db __borrowed)
{
	db->set.ops = &dmablk_mq_ops;
	db->set.nr_hw_queues = 1;
	db->set.queue_depth = DMABLK_SLOTS;
	db->set.numa_node = NUMA_NO_NODE;
	db->set.cmd_size = sizeof(struct dmablk_cmd);
	db->set.timeout = msecs_to_jiffies(timeout_ms);
	return blk_mq_alloc_tag_set(&db->set);
}

static int dmablk_alloc_disk(struct dmablk *db __borrowed)
{
	struct queue_limits lim = {
		.logical_block_size = SECTOR_SIZE,
		.max_segments = DMABLK_MAX_SEGMENTS,
		.max_segment_size = DMABLK_MAX_SEGMENT_SIZE,
		.max_hw_sectors = DMABLK_MAX_SEGMENTS * (PAGE_SIZE >> SECTOR_SHIFT),
		.max_write_zeroes_sectors = 1024,
		.features = BLK_FEAT_WRITE_CACHE,
	};
	struct gendisk *disk;

	disk = blk_mq_alloc_disk(&db->set, &lim, db);
	if (IS_ERR(disk))
		return PTR_ERR(disk);
	disk->fops = &dmablk_fops;
	snprintf(disk->disk_name, DISK_NAME_LEN, "dmablk%d", db->id);
	set_capacity(disk, readq(db->regs + DMABLK_CAPACITY));
	db->disk = disk;
	return 0;
}

/* What does not depend on the device, in the order of dmablk_free(). */
static int dmablk_alloc(struct dmablk *db __borrowed)
{
	int error;

	db->id = ida_alloc(&dmablk_ids, GFP_KERNEL);
	if (db->id < 0)
		return db->id;
	db->table = dma_alloc_coherent(db->dev, DMABLK_SLOTS * sizeof(*db->table), &db->table_dma,
				       GFP_KERNEL);
	if (!db->table) {
		error = -ENOMEM;
		goto free_id;
	}
	error = dmablk_alloc_tags(db);
	if (error)
		goto free_table;
	error = dmablk_alloc_disk(db);
	if (error)
		goto free_tags;
	return 0;

free_tags:
	blk_mq_free_tag_set(&db->set);
free_table:
	dma_free_coherent(db->dev, DMABLK_SLOTS * sizeof(*db->table), db->table, db->table_dma);
free_id:
	ida_free(&dmablk_ids, db->id);
	return error;
}

static void dmablk_free(struct dmablk *db __borrowed)
{
	put_disk(db->disk);
	blk_mq_free_tag_set(&db->set);
	dma_free_coherent(db->dev, DMABLK_SLOTS * sizeof(*db->table), db->table, db->table_dma);
	ida_free(&dmablk_ids, db->id);
}

/* The handler schedules the work, and the work lets the device interrupt: one after the other. */
static void dmablk_quit(struct dmablk *db __borrowed)
{
	free_irq(db->irq, db);
	cancel_work_sync(&db->reset_work);
	dmablk_stop(db);
}

static int dmablk_run(struct dmablk *db __borrowed)
{
	int error;

	dmablk_stop(db);
	error = request_irq(db->irq, dmablk_interrupt, 0, dev_name(db->dev), db);
	if (error)
		return error;
	error = dmablk_start(db);
	if (!error)
		error = device_add_disk(db->dev, db->disk, NULL);
	if (error)
		dmablk_quit(db);
	return error;
}

static int dmablk_probe(struct platform_device *pdev __borrowed)
{
	struct device *dev = &pdev->dev;
	struct dmablk *db;
	int error;

	db = devm_kzalloc(dev, sizeof(*db), GFP_KERNEL);
	if (!db)
		return -ENOMEM;
	db->dev = dev;
	spin_lock_init(&db->lock);
	INIT_WORK(&db->reset_work, dmablk_reset);
	db->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(db->regs))
		return PTR_ERR(db->regs);
	if (readl(db->regs + DMABLK_ID) != DMABLK_ID_VALUE)
		return dev_err_probe(dev, -ENODEV, "there is no DMA block device\n");
	db->irq = platform_get_irq(pdev, 0);
	if (db->irq < 0)
		return db->irq;
	error = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(64));
	if (error)
		return error;
	dma_set_max_seg_size(dev, DMABLK_MAX_SEGMENT_SIZE);
	error = dmablk_alloc(db);
	if (error)
		return error;
	platform_set_drvdata(pdev, db);
	error = dmablk_run(db);
	if (error)
		dmablk_free(db);
	return error;
}

/* del_gendisk() waits for all requests: until it is over, interrupts, time-outs and resets go on.
 */
static void dmablk_remove(struct platform_device *pdev __borrowed)
{
	struct dmablk *db = platform_get_drvdata(pdev);

	del_gendisk(db->disk);
	dmablk_quit(db);
	dmablk_free(db);
}

static const struct platform_device_id dmablk_id_table[] = {
	{.name = "dmablk"},
	{},
};
MODULE_DEVICE_TABLE(platform, dmablk_id_table);

static struct platform_driver dmablk_driver = {
	.probe = dmablk_probe,
	.remove = dmablk_remove,
	.driver = {.name = "dmablk"},
	.id_table = dmablk_id_table,
};
module_platform_driver(dmablk_driver);

MODULE_DESCRIPTION("DMA block device");
MODULE_LICENSE("Dual MIT/GPL");
