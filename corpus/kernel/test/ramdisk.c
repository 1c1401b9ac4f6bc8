// SPDX-License-Identifier: MIT
#include "ramdisk.h"

#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/vmalloc.h>

struct ramdisk_cmd {
	struct hrtimer timer;
	struct work_struct work;
	blk_status_t status;
};

static blk_status_t transfer(struct ramdisk *rd, struct request *rq)
{
	char *at = rd->data + (blk_rq_pos(rq) << SECTOR_SHIFT);
	struct req_iterator iter;
	struct bio_vec bv;

	switch (req_op(rq)) {
	case REQ_OP_READ:
	case REQ_OP_WRITE:
		rq_for_each_segment(bv, rq, iter) {
			if (req_op(rq) == REQ_OP_WRITE)
				memcpy_from_bvec(at, &bv);
			else
				memcpy_to_bvec(&bv, at);
			at += bv.bv_len;
		}
		return BLK_STS_OK;
	case REQ_OP_DISCARD:
	case REQ_OP_WRITE_ZEROES:
		memset(at, 0, blk_rq_bytes(rq));
		return BLK_STS_OK;
	case REQ_OP_FLUSH:
		atomic_inc(&rd->flushes);
		return BLK_STS_OK;
	case REQ_OP_DRV_IN:
	case REQ_OP_DRV_OUT:
		return BLK_STS_OK;
	default:
		return BLK_STS_NOTSUPP;
	}
}

static void ramdisk_complete(struct request *rq)
{
	struct ramdisk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	blk_mq_end_request(rq, cmd->status);
}

static enum hrtimer_restart ramdisk_timer(struct hrtimer *timer)
{
	struct ramdisk_cmd *cmd = container_of(timer, struct ramdisk_cmd, timer);

	blk_mq_complete_request(blk_mq_rq_from_pdu(cmd));
	return HRTIMER_NORESTART;
}

static void ramdisk_work(struct work_struct *work)
{
	struct ramdisk_cmd *cmd = container_of(work, struct ramdisk_cmd, work);

	blk_mq_complete_request(blk_mq_rq_from_pdu(cmd));
}

static bool every(unsigned int n, unsigned int count)
{
	return n && count % n == 0;
}

static void ramdisk_end_later(struct ramdisk *rd, struct request *rq)
{
	struct ramdisk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	switch (rd->mode) {
	case RAMDISK_TIMER:
		hrtimer_start(&cmd->timer, 50 * NSEC_PER_USEC, HRTIMER_MODE_REL);
		break;
	case RAMDISK_THREAD:
		schedule_work(&cmd->work);
		break;
	case RAMDISK_BLOCKING:
		usleep_range(10, 20);
		blk_mq_complete_request(rq);
		break;
	case RAMDISK_INLINE:
		blk_mq_complete_request(rq);
		break;
	}
}

static blk_status_t ramdisk_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct ramdisk *rd = hctx->driver_data;
	struct request *rq = bd->rq;
	struct ramdisk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	unsigned int count = atomic_inc_return(&rd->issued);

	if (every(rd->busy_every, count))
		return BLK_STS_RESOURCE;
	if (every(rd->error_every, count))
		return BLK_STS_IOERR;
	if (every(rd->requeue_every, count)) {
		blk_mq_start_request(rq);
		blk_mq_requeue_request(rq, true);
		return BLK_STS_OK;
	}
	/* from its start on it may time out: all that timeout() looks at is written before */
	cmd->status = transfer(rd, rq);
	blk_mq_start_request(rq);
	if (!every(rd->lose_every, count))
		ramdisk_end_later(rd, rq);
	return BLK_STS_OK;
}

/* Only requests that were lost come here: nothing else is going on with them. */
static enum blk_eh_timer_return ramdisk_timeout(struct request *rq)
{
	struct ramdisk *rd = rq->mq_hctx->driver_data;

	atomic_inc(&rd->timeouts);
	((struct ramdisk_cmd *)blk_mq_rq_to_pdu(rq))->status = BLK_STS_TIMEOUT;
	blk_mq_complete_request(rq);
	return BLK_EH_DONE;
}

static int ramdisk_init_request(struct blk_mq_tag_set *set, struct request *rq, unsigned int hctx,
				unsigned int node)
{
	struct ramdisk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	hrtimer_init(&cmd->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	cmd->timer.function = ramdisk_timer;
	INIT_WORK(&cmd->work, ramdisk_work);
	return 0;
}

static int ramdisk_init_hctx(struct blk_mq_hw_ctx *hctx, void *data, unsigned int index)
{
	hctx->driver_data = data;
	return 0;
}

static const struct blk_mq_ops ramdisk_mq_ops = {
	.queue_rq = ramdisk_queue_rq,
	.complete = ramdisk_complete,
	.timeout = ramdisk_timeout,
	.init_request = ramdisk_init_request,
	.init_hctx = ramdisk_init_hctx,
};

static const struct block_device_operations ramdisk_ops = {
	.submit_bio = NULL,
};

struct ramdisk *ramdisk_create(const struct ramdisk_options *options)
{
	struct queue_limits limits = options->limits;
	struct ramdisk *rd = kzalloc(sizeof(*rd), GFP_KERNEL);

	if (!rd)
		return NULL;
	rd->mode = options->mode;
	rd->size = options->size;
	rd->data = vzalloc(options->size);
	rd->set.ops = &ramdisk_mq_ops;
	rd->set.nr_hw_queues = options->queues ? options->queues : 1;
	rd->set.queue_depth = options->depth ? options->depth : 64;
	rd->set.cmd_size = sizeof(struct ramdisk_cmd);
	rd->set.timeout = options->timeout; /* 0: half a minute */
	rd->set.driver_data = rd;
	if (options->mode == RAMDISK_BLOCKING)
		rd->set.flags |= BLK_MQ_F_BLOCKING;
	if (!rd->data || blk_mq_alloc_tag_set(&rd->set))
		goto free;
	rd->disk = blk_mq_alloc_disk(&rd->set, &limits, rd);
	if (IS_ERR(rd->disk))
		goto free_set;
	rd->disk->fops = &ramdisk_ops;
	rd->disk->private_data = rd;
	strscpy(rd->disk->disk_name, options->name, DISK_NAME_LEN);
	set_capacity(rd->disk, options->size >> SECTOR_SHIFT);
	if (add_disk(rd->disk))
		goto put_disk;
	return rd;
put_disk:
	put_disk(rd->disk);
free_set:
	blk_mq_free_tag_set(&rd->set);
free:
	vfree(rd->data);
	kfree(rd);
	return NULL;
}

void ramdisk_destroy(struct ramdisk *rd)
{
	del_gendisk(rd->disk);
	put_disk(rd->disk);
	blk_mq_free_tag_set(&rd->set);
	vfree(rd->data);
	kfree(rd);
}
