// SPDX-License-Identifier: MIT
/* What a request costs from submit_bio() to its end, with a driver that ends it at once, for 1, 2
 * and 4 threads. */
#include "testing.h"

#include <linux/blk-mq.h>
#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/kthread.h>

#include <stdio.h>

#define REQUESTS 200000

static struct gendisk *disk;
static struct completion ready, go, done;

static blk_status_t null_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

static const struct blk_mq_ops null_mq_ops = {.queue_rq = null_queue_rq};
static const struct block_device_operations null_ops = {.submit_bio = NULL};

static int submitter(void *data)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct bio_vec vec;
	struct bio bio;
	long i, failed = 0;

	complete(&ready);
	wait_for_completion(&go);
	for (i = 0; i < (long)data; i++) {
		bio_init(&bio, disk->part0, &vec, 1, REQ_OP_READ);
		bio_add_page(&bio, page, PAGE_SIZE, 0);
		submit_bio(&bio);
		failed += bio.bi_status != BLK_STS_OK;
	}
	__free_page(page);
	complete(&done);
	return failed;
}

/* Requests per second, 0 if one failed. */
static u64 measure(int threads)
{
	struct task_struct *tasks[8];
	ktime_t start;
	u64 nsecs;
	int i, failed = 0;

	init_completion(&ready);
	init_completion(&go);
	init_completion(&done);
	for (i = 0; i < threads; i++) {
		tasks[i] = kthread_create(submitter, (void *)(long)(REQUESTS / threads), "bench");
		wake_up_process(get_task_struct(tasks[i]));
		wait_for_completion(&ready);
	}
	start = ktime_get();
	complete_all(&go);
	for (i = 0; i < threads; i++)
		wait_for_completion(&done);
	nsecs = ktime_get() - start;
	for (i = 0; i < threads; i++) {
		failed |= kthread_stop(tasks[i]);
		put_task_struct(tasks[i]);
	}
	return failed ? 0 : REQUESTS * (u64)NSEC_PER_SEC / nsecs;
}

int main(void)
{
	struct queue_limits limits = {.features = 0};
	struct blk_mq_tag_set set = {.ops = &null_mq_ops, .nr_hw_queues = 4, .queue_depth = 128};
	u64 one, two, four;

	if (blk_mq_alloc_tag_set(&set))
		return 1;
	disk = blk_mq_alloc_disk(&set, &limits, NULL);
	if (IS_ERR(disk))
		return 1;
	disk->fops = &null_ops;
	snprintf(disk->disk_name, sizeof(disk->disk_name), "null");
	set_capacity(disk, 1 << 20);
	if (add_disk(disk))
		return 1;
	one = measure(1);
	two = measure(2);
	four = measure(4);
	printf("threads   requests/s\n%7d %12llu\n%7d %12llu\n%7d %12llu\n", 1, one, 2, two, 4,
	       four);
	del_gendisk(disk);
	put_disk(disk);
	blk_mq_free_tag_set(&set);
	/* a busy machine may well give two threads less than twice the time, but not half of one's
	 */
	return !one || !two || !four || two < one / 2;
}
