// SPDX-License-Identifier: MIT
/*
 * delayblk: disks in memory whose requests end some time after they began, by a timer each, as a
 * device's would. Several hardware queues; requests can be made to get lost, to be refused and to
 * fail.
 *
 * Who has a request. queue_rq() starts it and arms its timer in one step under the queue's lock; a
 * request that is to get lost is marked instead. From there on exactly one of two ends it:
 *
 *  - the timer's handler, which completes it;
 *  - timeout(), which takes the same lock, and may touch the request only if it stopped the timer
 * before its handler ran, or found the mark. Otherwise the handler has it, and the request is none
 * of timeout()'s business.
 *
 * Data moves in complete(), which runs once for each completed request. So a request that is put
 * back after a time-out has not touched the disk's memory, and nothing that ends it late can.
 */
#define pr_fmt(fmt) "delayblk: " fmt

#include <linux/blk-mq.h>
#include <linux/hrtimer.h>
#include <linux/idr.h>
#include <linux/module.h>
#include <linux/numa.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>

#include "custody.h"

static unsigned int nr_disks = 1;
module_param(nr_disks, uint, 0444);
MODULE_PARM_DESC(nr_disks, "number of disks");

static unsigned int size_mb = 64;
module_param(size_mb, uint, 0444);
MODULE_PARM_DESC(size_mb, "size of each disk in MiB");

static unsigned int nr_queues = 2;
module_param(nr_queues, uint, 0444);
MODULE_PARM_DESC(nr_queues, "hardware queues of each disk");

static unsigned int queue_depth = 64;
module_param(queue_depth, uint, 0444);
MODULE_PARM_DESC(queue_depth, "requests that each hardware queue can have at once");

static unsigned int delay_us = 50;
module_param(delay_us, uint, 0444);
MODULE_PARM_DESC(delay_us, "time that a request takes, in microseconds");

static unsigned int timeout_ms = 5000;
module_param(timeout_ms, uint, 0444);
MODULE_PARM_DESC(timeout_ms, "time after which a request counts as lost, in milliseconds");

static unsigned int max_tries = 3;
module_param(max_tries, uint, 0444);
MODULE_PARM_DESC(max_tries, "how often a request is tried until it fails with a time-out");

static unsigned int lose_every;
module_param(lose_every, uint, 0644);
MODULE_PARM_DESC(lose_every, "every n-th request of a queue gets lost (0: none)");

static unsigned int refuse_every;
module_param(refuse_every, uint, 0644);
MODULE_PARM_DESC(refuse_every, "every n-th request of a queue is refused for now (0: none)");

static unsigned int fail_every;
module_param(fail_every, uint, 0644);
MODULE_PARM_DESC(fail_every, "every n-th request of a queue fails (0: none)");

#define DELAYBLK_MAX_SECTORS 256

/**
 * struct delayblk_queue - a hardware queue
 * @lock: makes starting a request and arming its timer one step for delayblk_timeout()
 * @issued: requests that came here, for what goes wrong with every n-th
 */
struct delayblk_queue {
	spinlock_t lock;
	unsigned int issued __locked_by(lock);
};

/**
 * struct delayblk - a disk
 * @list: in delayblk_list
 * @set: tags, and with them the memory of requests
 * @disk: what the block layer sees; goes before @set
 * @data: the disk's contents, of @size bytes
 * @size: see @data
 * @queues: one for each hardware queue of @set
 * @id: of its name, from delayblk_ids
 */
struct delayblk {
	struct list_head list;
	struct blk_mq_tag_set set;
	struct gendisk *disk __owned;
	char *data __owned;
	size_t size;
	struct delayblk_queue *queues __owned;
	int id;
};

/**
 * struct delayblk_cmd - private data of a request
 * @timer: ends it; armed from delayblk_queue_rq() until its handler runs or delayblk_timeout()
 * stops it
 * @lost: no timer was armed: only delayblk_timeout() ends it. Under the queue's lock
 * @tries: time-outs of this request so far
 * @status: what it ends with
 */
struct delayblk_cmd {
	struct hrtimer timer __keeps(pdu, holder, others, mine);
	bool lost __keeps(pdu, holder, others, mine);
	unsigned int tries;
	blk_status_t status;
};

static LIST_HEAD(delayblk_list);
static DEFINE_IDA(delayblk_ids);

static bool is_nth(unsigned int count, unsigned int n)
{
	return n && count % n == 0;
}

/* Only complete() calls it: nobody else has the request, and del_gendisk() waits for it. */
static blk_status_t delayblk_transfer(struct delayblk *db __borrowed, struct request *rq __borrowed)
{
	size_t offset = blk_rq_pos(rq) << SECTOR_SHIFT;
	struct req_iterator iter;
	struct bio_vec bv;

	switch (req_op(rq)) {
	case REQ_OP_READ:
		rq_for_each_segment(bv, rq, iter) {
			memcpy_to_bvec(&bv, db->data + offset);
			offset += bv.bv_len;
		}
		return BLK_STS_OK;
	case REQ_OP_WRITE:
		rq_for_each_segment(bv, rq, iter) {
			memcpy_from_bvec(db->data + offset, &bv);
			offset += bv.bv_len;
		}
		return BLK_STS_OK;
	case REQ_OP_DISCARD:
	case REQ_OP_WRITE_ZEROES:
		memset(db->data + offset, 0, blk_rq_bytes(rq));
		return BLK_STS_OK;
	default:
		return BLK_STS_NOTSUPP;
	}
}

static void delayblk_complete(struct request *rq)
{
	struct delayblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	blk_status_t status = cmd->status;

	if (!status)
		status = delayblk_transfer(rq->q->queuedata, rq);
	blk_mq_end_request(rq, status);
}

static enum hrtimer_restart delayblk_expired(struct hrtimer *timer)
{
	struct delayblk_cmd *cmd = container_of(timer, struct delayblk_cmd, timer);

	blk_mq_complete_request(blk_mq_rq_from_pdu(cmd));
	return HRTIMER_NORESTART;
}

/* What the n-th request of the queue comes to. BLK_STS_RESOURCE: it has not been started. */
static blk_status_t __locked_by(queue->lock)
	delayblk_start(struct delayblk_queue *queue __borrowed, struct request *rq)
{
	struct delayblk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	unsigned int count = ++queue->issued;

	if (is_nth(count, READ_ONCE(refuse_every)))
		return BLK_STS_RESOURCE;
	if (!(rq->rq_flags & RQF_DONTPREP)) {
		cmd->tries = 0;
		rq->rq_flags |= RQF_DONTPREP;
	}
	cmd->status = is_nth(count, READ_ONCE(fail_every)) ? BLK_STS_IOERR : BLK_STS_OK;
	cmd->lost = is_nth(count, READ_ONCE(lose_every));
	blk_mq_start_request(rq);
	if (!cmd->lost)
		hrtimer_start(&cmd->timer, ns_to_ktime((u64)delay_us * NSEC_PER_USEC),
			      HRTIMER_MODE_REL);
	return BLK_STS_OK;
}

static blk_status_t delayblk_queue_rq(struct blk_mq_hw_ctx *hctx __borrowed,
				      const struct blk_mq_queue_data *bd)
{
	struct delayblk_queue *queue = hctx->driver_data;
	unsigned long flags;
	blk_status_t status;

	spin_lock_irqsave(&queue->lock, flags);
	status = delayblk_start(queue, bd->rq);
	spin_unlock_irqrestore(&queue->lock, flags);
	return status;
}

/* True: nobody else will end the request, it is the caller's. */
static bool __locked_by(queue->lock)
	delayblk_stop(struct delayblk_queue *queue __borrowed, struct delayblk_cmd *cmd __borrowed)
{
	/* 0 and -1: its handler has run, or is running */
	bool stopped = cmd->lost || hrtimer_try_to_cancel(&cmd->timer) > 0;

	cmd->lost = false;
	return stopped;
}

static bool delayblk_take_back(struct delayblk_queue *queue __borrowed,
			       struct delayblk_cmd *cmd __borrowed)
{
	unsigned long flags;
	bool taken;

	spin_lock_irqsave(&queue->lock, flags);
	taken = delayblk_stop(queue, cmd);
	spin_unlock_irqrestore(&queue->lock, flags);
	return taken;
}

static enum blk_eh_timer_return delayblk_timeout(struct request *rq __borrowed)
{
	struct delayblk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (!delayblk_take_back(rq->mq_hctx->driver_data, cmd))
		return BLK_EH_DONE;
	if (++cmd->tries < max_tries) {
		blk_mq_requeue_request(rq, true);
		return BLK_EH_DONE;
	}
	cmd->status = BLK_STS_TIMEOUT;
	blk_mq_complete_request(rq);
	return BLK_EH_DONE;
}

static int delayblk_init_request(struct blk_mq_tag_set *set __borrowed, struct request *rq,
				 unsigned int hctx_idx, unsigned int numa_node)
{
	struct delayblk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	hrtimer_init(&cmd->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	cmd->timer.function = delayblk_expired;
	return 0;
}

static int delayblk_init_hctx(struct blk_mq_hw_ctx *hctx __borrowed, void *data,
			      unsigned int hctx_idx)
{
	struct delayblk *db = data;

	hctx->driver_data = &db->queues[hctx_idx];
	return 0;
}

static const struct blk_mq_ops delayblk_mq_ops = {
	.queue_rq = delayblk_queue_rq,
	.complete = delayblk_complete,
	.timeout = delayblk_timeout,
	.init_request = delayblk_init_request,
	.init_hctx = delayblk_init_hctx,
};

static const struct block_device_operations delayblk_fops = {
	.owner = THIS_MODULE,
};

static int delayblk_alloc_memory(struct delayblk *db __borrowed)
{
	unsigned int i;

	db->size = (size_t)size_mb << 20;
	db->data = vzalloc(db->size);
	db->queues = kcalloc(nr_queues, sizeof(*db->queues), GFP_KERNEL);
	if (!db->data || !db->queues)
		return -ENOMEM;
	for (i = 0; i < nr_queues; i++)
		spin_lock_init(&db->queues[i].lock);
	return 0;
}

static void delayblk_free_memory(struct delayblk *db)
{
	kfree(db->queues);
	vfree(db->data);
	kfree(db);
}

static int delayblk_alloc_tags(struct delayblk *db __borrowed)
{
	db->set.ops = &delayblk_mq_ops;
	db->set.nr_hw_queues = nr_queues;
	db->set.queue_depth = queue_depth;
	db->set.numa_node = NUMA_NO_NODE;
	db->set.cmd_size = sizeof(struct delayblk_cmd);
	db->set.timeout = msecs_to_jiffies(timeout_ms);
	db->set.driver_data = db;
	return blk_mq_alloc_tag_set(&db->set);
}

static int delayblk_alloc_disk(struct delayblk *db __borrowed)
{
	struct queue_limits lim = {
		.logical_block_size = SECTOR_SIZE,
		.max_hw_sectors = DELAYBLK_MAX_SECTORS,
		.max_hw_discard_sectors = DELAYBLK_MAX_SECTORS,
		.max_write_zeroes_sectors = DELAYBLK_MAX_SECTORS,
	};
	struct gendisk *disk;

	disk = blk_mq_alloc_disk(&db->set, &lim, db);
	if (IS_ERR(disk))
		return PTR_ERR(disk);
	disk->fops = &delayblk_fops;
	disk->private_data = db;
	set_capacity(disk, db->size >> SECTOR_SHIFT);
	db->disk = disk;
	return 0;
}

/* Gives the disk its name and lets the world see it. */
static int delayblk_publish(struct delayblk *db __borrowed)
{
	int id, error;

	id = ida_alloc(&delayblk_ids, GFP_KERNEL);
	if (id < 0)
		return id;
	snprintf(db->disk->disk_name, DISK_NAME_LEN, "delayblk%d", id);
	db->id = id;
	error = add_disk(db->disk);
	if (error)
		ida_free(&delayblk_ids, id);
	return error;
}

static int delayblk_create(void)
{
	struct delayblk *db;
	int error;

	db = kzalloc(sizeof(*db), GFP_KERNEL);
	if (!db)
		return -ENOMEM;
	error = delayblk_alloc_memory(db);
	if (error)
		goto free_memory;
	error = delayblk_alloc_tags(db);
	if (error)
		goto free_memory;
	error = delayblk_alloc_disk(db);
	if (error)
		goto free_tags;
	error = delayblk_publish(db);
	if (error)
		goto put_disk;
	list_add_tail(&db->list, &delayblk_list);
	return 0;

put_disk:
	put_disk(db->disk);
free_tags:
	blk_mq_free_tag_set(&db->set);
free_memory:
	delayblk_free_memory(db);
	return error;
}

/* Whoever has the disk open still gets errors from then on; nothing of ours is used any more. */
static void delayblk_destroy(struct delayblk *db __owned)
{
	list_del(&db->list);
	del_gendisk(db->disk);
	ida_free(&delayblk_ids, db->id);
	put_disk(db->disk);
	blk_mq_free_tag_set(&db->set);
	delayblk_free_memory(db);
}

static void delayblk_destroy_all(void)
{
	struct delayblk *db, *next;

	list_for_each_entry_safe(db, next, &delayblk_list, list)
		delayblk_destroy(db);
}

static int __init delayblk_init(void)
{
	unsigned int i;
	int error;

	if (!nr_disks || !size_mb || !nr_queues || !queue_depth || !timeout_ms)
		return -EINVAL;
	nr_queues = min(nr_queues, nr_cpu_ids);
	for (i = 0; i < nr_disks; i++) {
		error = delayblk_create();
		if (error)
			goto destroy;
	}
	pr_info("%u disks of %u MiB\n", nr_disks, size_mb);
	return 0;

destroy:
	delayblk_destroy_all();
	return error;
}

static void __exit delayblk_exit(void)
{
	delayblk_destroy_all();
	ida_destroy(&delayblk_ids);
}

module_init(delayblk_init);
module_exit(delayblk_exit);

MODULE_DESCRIPTION("Disks in memory that end requests by timers");
MODULE_LICENSE("Dual MIT/GPL");
