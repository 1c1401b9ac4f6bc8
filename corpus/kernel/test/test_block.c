// SPDX-License-Identifier: MIT
/* blk-mq and bios: data, limits, errors, timeouts, freezing, quiescing; and what drivers do wrong.
 */
#include "checked.h"
#include "harness.h"
#include "ramdisk.h"
#include "testing.h"
#include "threads.h"

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/vmalloc.h>

#define SIZE (1 << 20)

static struct ramdisk *disk_new(enum ramdisk_mode mode)
{
	struct ramdisk *rd = ramdisk_create(&(struct ramdisk_options){
		.name = "ram0", .size = SIZE, .mode = mode, .queues = 2, .depth = 8});

	CHECK(rd != NULL);
	return rd;
}

/* One transfer of memory of any kind; an error, or 0. */
static int transfer(struct gendisk *disk, blk_opf_t op, sector_t sector, void *buffer,
		    unsigned int bytes)
{
	unsigned int offset = offset_in_page(buffer);
	struct bio *bio = bio_alloc(disk->part0, BIO_MAX_VECS, op, GFP_KERNEL);
	int error;

	bio->bi_iter.bi_sector = sector;
	while (bytes) {
		unsigned int part = min_t(unsigned int, bytes, PAGE_SIZE - offset);

		CHECK_EQ(bio_add_page(bio, virt_to_page(buffer), part, offset), part);
		buffer = (char *)buffer + part;
		bytes -= part;
		offset = 0;
	}
	error = submit_bio_wait(bio);
	bio_put(bio);
	return error;
}

static int no_data(struct gendisk *disk, blk_opf_t op, sector_t sector, unsigned int bytes)
{
	struct bio *bio = bio_alloc(disk->part0, 0, op, GFP_KERNEL);
	int error;

	bio->bi_iter.bi_sector = sector;
	bio->bi_iter.bi_size = bytes;
	error = submit_bio_wait(bio);
	bio_put(bio);
	return error;
}

static void fill(char *p, size_t size, unsigned int seed)
{
	size_t i;

	for (i = 0; i < size; i++)
		p[i] = seed + i * 13 + i / 509;
}

static void write_and_read(struct ramdisk *rd)
{
	char *out = kmalloc(300000, GFP_KERNEL), *in = kmalloc(300000, GFP_KERNEL);
	int i;

	for (i = 0; i < 20; i++) {
		unsigned int bytes = (1 + test_random() % 500) << SECTOR_SHIFT;
		sector_t sector = test_random() % ((SIZE - bytes) >> SECTOR_SHIFT);

		fill(out, bytes, i);
		CHECK_EQ(transfer(rd->disk, REQ_OP_WRITE, sector, out, bytes), 0);
		CHECK(!memcmp(rd->data + (sector << SECTOR_SHIFT), out, bytes));
		memset(in, 0, bytes);
		CHECK_EQ(transfer(rd->disk, REQ_OP_READ, sector, in, bytes), 0);
		CHECK(!memcmp(in, out, bytes));
	}
	kfree(out);
	kfree(in);
}

TEST(data_in_all_modes)
{
	enum ramdisk_mode mode;

	for (mode = RAMDISK_INLINE; mode <= RAMDISK_BLOCKING; mode++) {
		struct ramdisk *rd = disk_new(mode);

		write_and_read(rd);
		ramdisk_destroy(rd);
	}
}

TEST(busy_and_requeued)
{
	enum ramdisk_mode mode;

	for (mode = RAMDISK_INLINE; mode <= RAMDISK_BLOCKING; mode++) {
		struct ramdisk *rd = disk_new(mode);

		rd->busy_every = 5;
		rd->requeue_every = 7;
		write_and_read(rd);
		ramdisk_destroy(rd);
	}
}

TEST(bad_bios)
{
	struct ramdisk *rd = disk_new(RAMDISK_INLINE);
	char *buffer = kzalloc(4096, GFP_KERNEL);

	CHECK_EQ(transfer(rd->disk, REQ_OP_READ, SIZE >> SECTOR_SHIFT, buffer, 512), -EIO);
	CHECK_EQ(transfer(rd->disk, REQ_OP_READ, (SIZE >> SECTOR_SHIFT) - 1, buffer, 1024), -EIO);
	CHECK_EQ(transfer(rd->disk, REQ_OP_READ, 0, buffer, 100), -EIO);
	CHECK_EQ(no_data(rd->disk, REQ_OP_DISCARD, 0, 4096), -EOPNOTSUPP);
	set_disk_ro(rd->disk, true);
	CHECK_EQ(transfer(rd->disk, REQ_OP_WRITE, 0, buffer, 512), -EIO);
	CHECK_EQ(transfer(rd->disk, REQ_OP_READ, 0, buffer, 512), 0);
	set_disk_ro(rd->disk, false);
	rd->error_every = 1;
	CHECK_EQ(transfer(rd->disk, REQ_OP_READ, 0, buffer, 512), -EIO);
	ramdisk_destroy(rd);
	kfree(buffer);
}

TEST(discard_and_flush)
{
	struct ramdisk_options options = {.name = "ram0",
					  .size = SIZE,
					  .limits = {.features = BLK_FEAT_WRITE_CACHE,
						     .max_hw_discard_sectors = 100,
						     .max_write_zeroes_sectors = 1000}};
	struct ramdisk *rd = ramdisk_create(&options);
	char *buffer = kmalloc(4096, GFP_KERNEL);

	memset(rd->data, 1, SIZE);
	CHECK_EQ(no_data(rd->disk, REQ_OP_DISCARD, 8, 300 * SECTOR_SIZE), 0);
	CHECK(!memchr_inv(rd->data + 8 * SECTOR_SIZE, 0, 300 * SECTOR_SIZE));
	CHECK(rd->data[8 * SECTOR_SIZE - 1] == 1 && rd->data[308 * SECTOR_SIZE] == 1);
	CHECK_EQ(atomic_read(&rd->issued), 3);
	CHECK_EQ(no_data(rd->disk, REQ_OP_WRITE_ZEROES, 0, 512), 0);
	CHECK_EQ(blkdev_issue_flush(rd->disk->part0), 0);
	CHECK_EQ(atomic_read(&rd->flushes), 1);
	memset(buffer, 7, 4096);
	CHECK_EQ(transfer(rd->disk, REQ_OP_WRITE | REQ_PREFLUSH, 0, buffer, 4096), 0);
	CHECK_EQ(atomic_read(&rd->flushes), 2);
	CHECK_EQ(transfer(rd->disk, REQ_OP_WRITE | REQ_PREFLUSH | REQ_FUA, 8, buffer, 4096), 0);
	CHECK_EQ(atomic_read(&rd->flushes), 4);
	CHECK(!memcmp(rd->data, buffer, 4096));
	ramdisk_destroy(rd);
	kfree(buffer);
}

/* The lists of a request keep the limits, and reach all of its memory. */
static unsigned int most_segments, longest_segment;

static blk_status_t mapping_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct scatterlist list[16], *sg;
	unsigned int bytes = 0;
	int i, count;

	blk_mq_start_request(bd->rq);
	sg_init_table(list, 16);
	CHECK(blk_rq_nr_phys_segments(bd->rq) <= 16);
	count = blk_rq_map_sg(hctx->queue, bd->rq, list);
	for_each_sg(list, sg, count, i) {
		bytes += sg->length;
		longest_segment = max(longest_segment, sg->length);
	}
	CHECK_EQ(bytes, blk_rq_bytes(bd->rq));
	CHECK(count <= blk_rq_nr_phys_segments(bd->rq));
	most_segments = max(most_segments, (unsigned int)count);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

static const struct block_device_operations no_ops = {.submit_bio = NULL};

static struct gendisk *small_disk(struct blk_mq_tag_set *set, const struct blk_mq_ops *ops,
				  struct queue_limits *limits)
{
	struct gendisk *disk;

	*set = (struct blk_mq_tag_set){.ops = ops,
				       .nr_hw_queues = 1,
				       .queue_depth = 4,
				       .timeout = HZ / 20,
				       .cmd_size = sizeof(struct hrtimer)};
	CHECK_EQ(blk_mq_alloc_tag_set(set), 0);
	disk = blk_mq_alloc_disk(set, limits, NULL);
	CHECK(!IS_ERR(disk));
	disk->fops = &no_ops;
	strscpy(disk->disk_name, "small", DISK_NAME_LEN);
	set_capacity(disk, 4096);
	CHECK_EQ(add_disk(disk), 0);
	return disk;
}

static void small_destroy(struct gendisk *disk, struct blk_mq_tag_set *set)
{
	del_gendisk(disk);
	put_disk(disk);
	blk_mq_free_tag_set(set);
}

TEST(limits_split_bios)
{
	static const struct blk_mq_ops ops = {.queue_rq = mapping_queue_rq};
	struct queue_limits limits = {
		.max_segments = 16, .max_segment_size = 4096, .chunk_sectors = 64};
	struct page *pages = alloc_pages(GFP_KERNEL, 6);
	struct blk_mq_tag_set set;
	struct gendisk *disk = small_disk(&set, &ops, &limits);

	CHECK_EQ(transfer(disk, REQ_OP_WRITE, 3, page_address(pages), 64 * PAGE_SIZE), 0);
	CHECK(most_segments <= 9 && longest_segment == 4096);
	CHECK_EQ(transfer(disk, REQ_OP_WRITE, 0, (char *)page_address(pages) + 512, 10240), 0);
	small_destroy(disk, &set);
	__free_pages(pages, 6);
}

/* --- load --------------------------------------------------------------------------------- */

static struct ramdisk *load_disk;
static DECLARE_COMPLETION(load_running);

static int load(void *data)
{
	unsigned int part = SIZE / 4, me = (long)data, i;
	char *out = kmalloc(16384, GFP_KERNEL), *in = kmalloc(16384, GFP_KERNEL);

	complete(&load_running);
	for (i = 0; i < 150; i++) {
		unsigned int bytes = (1 + test_random() % 32) << SECTOR_SHIFT;
		sector_t sector = (me * part + test_random() % (part - bytes)) >> SECTOR_SHIFT;

		fill(out, bytes, i + me);
		CHECK_EQ(transfer(load_disk->disk, REQ_OP_WRITE, sector, out, bytes), 0);
		CHECK_EQ(transfer(load_disk->disk, REQ_OP_READ, sector, in, bytes), 0);
		CHECK(!memcmp(in, out, bytes));
	}
	kfree(out);
	kfree(in);
	return 1;
}

static void run_load(enum ramdisk_mode mode, void (*meanwhile)(struct request_queue *q))
{
	struct task_struct *threads[4];
	int i;

	load_disk = disk_new(mode);
	load_disk->busy_every = 11;
	for (i = 0; i < 4; i++)
		threads[i] = thread_start(load, (void *)(long)i);
	for (i = 0; i < 4; i++)
		wait_for_completion(&load_running);
	for (i = 0; i < 20; i++)
		meanwhile(load_disk->disk->queue);
	for (i = 0; i < 4; i++)
		CHECK_EQ(thread_end(threads[i]), 1);
	ramdisk_destroy(load_disk);
}

static bool count_started(struct request *rq, void *data)
{
	++*(int *)data;
	return true;
}

static void freeze(struct request_queue *q)
{
	int started = 0;

	blk_mq_freeze_queue(q);
	blk_mq_tagset_busy_iter(q->tag_set, count_started, &started);
	CHECK_EQ(started, 0);
	blk_mq_unfreeze_queue(q);
	msleep(1);
}

static void quiesce(struct request_queue *q)
{
	struct ramdisk *rd = q->queuedata;
	int issued;

	blk_mq_quiesce_queue(q);
	issued = atomic_read(&rd->issued);
	msleep(1);
	CHECK_EQ(atomic_read(&rd->issued), issued);
	blk_mq_unquiesce_queue(q);
	msleep(1);
}

static void stop_and_start(struct request_queue *q)
{
	blk_mq_stop_hw_queues(q);
	msleep(1);
	blk_mq_start_stopped_hw_queues(q, true);
	msleep(1);
}

TEST(load_and_freeze)
{
	run_load(RAMDISK_THREAD, freeze);
}

TEST(load_and_quiesce)
{
	run_load(RAMDISK_TIMER, quiesce);
}

TEST(load_and_quiesce_blocking)
{
	run_load(RAMDISK_BLOCKING, quiesce);
}

TEST(load_and_stop)
{
	run_load(RAMDISK_INLINE, stop_and_start);
}

TEST(deleted_under_load)
{
	struct ramdisk *rd = disk_new(RAMDISK_THREAD);
	char *buffer = kzalloc(512, GFP_KERNEL);
	struct block_device *bdev = kernel_open_disk("ram0");
	struct gendisk *disk = bdev->bd_disk;

	CHECK(disk == rd->disk && !kernel_open_disk("ram1"));
	CHECK_EQ(transfer(disk, REQ_OP_WRITE, 0, buffer, 512), 0);
	del_gendisk(disk);
	CHECK_EQ(transfer(disk, REQ_OP_WRITE, 0, buffer, 512), -EIO);
	CHECK(!kernel_open_disk("ram0"));
	put_disk(disk);
	kernel_close_disk(bdev);
	blk_mq_free_tag_set(&rd->set);
	vfree(rd->data);
	kfree(rd);
	kfree(buffer);
}

/* --- timeouts and the driver's own requests ----------------------------------------------- */

TEST(timeouts)
{
	struct ramdisk_options options = {
		.name = "ram0", .size = SIZE, .mode = RAMDISK_THREAD, .timeout = HZ / 20};
	struct ramdisk *rd = ramdisk_create(&options);
	char *buffer = kzalloc(512, GFP_KERNEL);

	rd->lose_every = 1;
	CHECK_EQ(transfer(rd->disk, REQ_OP_READ, 0, buffer, 512), -ETIMEDOUT);
	CHECK_EQ(atomic_read(&rd->timeouts), 1);
	rd->lose_every = 0;
	CHECK_EQ(transfer(rd->disk, REQ_OP_READ, 0, buffer, 512), 0);
	ramdisk_destroy(rd);
	kfree(buffer);
}

TEST(own_requests)
{
	struct ramdisk *rd = disk_new(RAMDISK_THREAD);
	struct request_queue *q = rd->disk->queue;
	struct request *rq = blk_mq_alloc_request(q, REQ_OP_DRV_OUT, 0), *many[16];
	char *buffer = kzalloc(100, GFP_KERNEL);
	int i, count = 0;

	CHECK(!IS_ERR(rq) && blk_rq_is_passthrough(rq));
	CHECK_EQ(blk_rq_map_kern(q, rq, buffer, 100, GFP_KERNEL), 0);
	CHECK_EQ(blk_execute_rq(rq, false), BLK_STS_OK);
	blk_mq_free_request(rq);
	for (i = 0; i < 16; i++) {
		many[i] = blk_mq_alloc_request(q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
		if (IS_ERR(many[i]))
			break;
		CHECK(blk_mq_tag_to_rq(many[i]->mq_hctx->tags, many[i]->tag) == many[i]);
		CHECK_EQ(blk_mq_unique_tag_to_tag(blk_mq_unique_tag(many[i])), many[i]->tag);
		count++;
	}
	CHECK(count == 8 && PTR_ERR(many[8]) == -EWOULDBLOCK);
	while (count--)
		blk_mq_free_request(many[count]);
	ramdisk_destroy(rd);
	kfree(buffer);
}

TEST(no_memory)
{
	struct ramdisk_options options = {.name = "ram0", .size = SIZE, .depth = 2};
	struct ramdisk *rd = NULL;
	unsigned int nth;

	for (nth = 1; !rd; nth++) {
		kernel_fail_allocation(nth);
		rd = ramdisk_create(&options);
	}
	CHECK(nth > 12);
	kernel_fail_allocation(0);
	ramdisk_destroy(rd);
}

TEST(scalable_bitmap)
{
	struct sbitmap sb;
	bool taken[100] = {false};
	int i, bit;

	CHECK_EQ(sbitmap_init_node(&sb, 100, -1, GFP_KERNEL, -1, false, true), 0);
	for (i = 0; i < 100; i++) {
		bit = sbitmap_get(&sb);
		CHECK(bit >= 0 && bit < 100 && !taken[bit]);
		taken[bit] = true;
	}
	CHECK_EQ(sbitmap_get(&sb), -1);
	CHECK_EQ(sbitmap_weight(&sb), 100);
	sbitmap_put(&sb, 77);
	CHECK(!sbitmap_test_bit(&sb, 77) && sbitmap_test_bit(&sb, 78));
	CHECK_EQ(sbitmap_get(&sb), 77);
	for (i = 0; i < 100; i++)
		sbitmap_put(&sb, i);
	CHECK(!sbitmap_any_bit_set(&sb));
	sbitmap_free(&sb);
	/* more words than fit into a page */
	CHECK_EQ(sbitmap_init_node(&sb, BLK_MQ_MAX_DEPTH, -1, GFP_KERNEL, -1, false, true), 0);
	for (i = 0; i < BLK_MQ_MAX_DEPTH; i++)
		CHECK(sbitmap_get(&sb) >= 0);
	CHECK(sbitmap_get(&sb) == -1 && sbitmap_weight(&sb) == BLK_MQ_MAX_DEPTH);
	sbitmap_free(&sb);
}

/* --- traps: a driver for each mistake ----------------------------------------------------- */

static struct request *kept;

static void one_read(const struct blk_mq_ops *ops)
{
	static struct blk_mq_tag_set set;
	struct gendisk *disk = small_disk(&set, ops, &(struct queue_limits){.features = 0});

	transfer(disk, REQ_OP_READ, 0, kzalloc(512, GFP_KERNEL), 512);
	msleep(500);
}

static blk_status_t end_twice(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	kept = bd->rq;
	blk_mq_end_request(kept, BLK_STS_OK);
	blk_mq_end_request(kept, BLK_STS_OK);
	return BLK_STS_OK;
}

TRAP(ended_twice, "request-double-complete")
{
	one_read(&(struct blk_mq_ops){.queue_rq = end_twice});
}

static blk_status_t end_and_fail(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	blk_mq_end_request(bd->rq, BLK_STS_IOERR);
	return BLK_STS_IOERR;
}

TRAP(ended_then_error, "request-complete-then-error")
{
	one_read(&(struct blk_mq_ops){.queue_rq = end_and_fail});
}

static blk_status_t start_and_refuse(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	return BLK_STS_RESOURCE;
}

TRAP(started_then_refused, "request-started-late")
{
	one_read(&(struct blk_mq_ops){.queue_rq = start_and_refuse});
}

static blk_status_t start_twice(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	blk_mq_start_request(bd->rq);
	return BLK_STS_OK;
}

TRAP(started_twice, "request-started-twice")
{
	one_read(&(struct blk_mq_ops){.queue_rq = start_twice});
}

static blk_status_t forget(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	return BLK_STS_OK;
}

TRAP(never_ended, "request-lost")
{
	static struct blk_mq_tag_set set;
	struct gendisk *disk = small_disk(&set, &(struct blk_mq_ops){.queue_rq = forget},
					  &(struct queue_limits){.features = 0});
	struct bio *bio = bio_alloc(disk->part0, 1, REQ_OP_READ, GFP_KERNEL);

	bio_add_page(bio, virt_to_page(kzalloc(512, GFP_KERNEL)), 512, 0);
	submit_bio(bio);
	del_gendisk(disk);
}

static enum hrtimer_restart late(struct hrtimer *timer)
{
	return HRTIMER_NORESTART;
}

static blk_status_t end_with_timer(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct hrtimer *timer = blk_mq_rq_to_pdu(bd->rq);

	blk_mq_start_request(bd->rq);
	hrtimer_init(timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	timer->function = late;
	hrtimer_start(timer, NSEC_PER_SEC, HRTIMER_MODE_REL);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	return BLK_STS_OK;
}

TRAP(ended_with_timer_armed, "free-while-armed")
{
	one_read(&(struct blk_mq_ops){.queue_rq = end_with_timer});
}

static blk_status_t start_only(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	blk_mq_start_request(bd->rq);
	return BLK_STS_OK;
}

static enum blk_eh_timer_return end_and_rearm(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_TIMEOUT);
	return BLK_EH_RESET_TIMER;
}

TRAP(timeout_ends_and_rearms, "request-complete-then-rearm")
{
	one_read(&(struct blk_mq_ops){.queue_rq = start_only, .timeout = end_and_rearm});
}

static blk_status_t sleep_in_queue_rq(struct blk_mq_hw_ctx *hctx,
				      const struct blk_mq_queue_data *bd)
{
	msleep(1);
	return BLK_STS_IOERR;
}

TRAP(sleeps_without_blocking_flag, "sleep-in-atomic")
{
	one_read(&(struct blk_mq_ops){.queue_rq = sleep_in_queue_rq});
}

static blk_status_t touch_after_end(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct hrtimer *private = blk_mq_rq_to_pdu(bd->rq);

	blk_mq_start_request(bd->rq);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
      private
	->expires = 1;
	return BLK_STS_OK;
}

TOUCH(private_data_after_end, "request-use-after-complete")
{
	one_read(&(struct blk_mq_ops){.queue_rq = touch_after_end});
}

static blk_status_t stale_tag(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	int tag = bd->rq->tag;

	blk_mq_start_request(bd->rq);
	blk_mq_end_request(bd->rq, BLK_STS_OK);
	blk_mq_tag_to_rq(hctx->tags, tag)->cmd_flags = 0;
	return BLK_STS_OK;
}

TOUCH(request_of_a_stale_tag, "request-use-after-complete")
{
	one_read(&(struct blk_mq_ops){.queue_rq = stale_tag});
}

TRAP(tag_set_freed_twice, "tagset-double-free")
{
	static struct blk_mq_tag_set set;
	struct gendisk *disk = small_disk(&set, &(struct blk_mq_ops){.queue_rq = forget},
					  &(struct queue_limits){.features = 0});

	small_destroy(disk, &set);
	blk_mq_free_tag_set(&set);
}

static struct ramdisk *left_disk;
static struct request *left_request;
static unsigned int told;

static void note_left(const struct checked_report *report)
{
	static const char *const rules[] = {"disk-leak", "request-leak", "tagset-leak"};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		if (!strcmp(report->rule, rules[i]))
			told |= 1u << i;
	}
}

/* In a process of its own: what is left is left for good. The trap is the proof that it got that
 * far. */
TRAP(all_that_is_left, "lock-not-held")
{
	left_disk = disk_new(RAMDISK_INLINE);
	left_request = blk_mq_alloc_request(left_disk->disk->queue, REQ_OP_DRV_IN, 0);
	CHECK(!IS_ERR(left_request));
	checked_set_hook(note_left);
	checked_teardown();
	checked_set_hook(NULL);
	CHECK_EQ(told, 7);
	mutex_unlock(&left_disk->disk->open_mutex);
}

TRAP(disk_put_while_added, "disk-put-while-added")
{
	put_disk(disk_new(RAMDISK_INLINE)->disk);
}

TRAP(disk_deleted_twice, "disk-delete-not-added")
{
	struct ramdisk *rd = disk_new(RAMDISK_INLINE);

	del_gendisk(rd->disk);
	del_gendisk(rd->disk);
}

static void ignore_end(struct bio *bio)
{
}

TRAP(bio_ended_twice, "bio-double-end")
{
	struct bio *bio = bio_alloc(NULL, 0, REQ_OP_READ, GFP_KERNEL);

	bio->bi_end_io = ignore_end;
	bio_endio(bio);
	bio_endio(bio);
}

TRAP(bio_kfreed, "bio-wrong-release")
{
	kfree(bio_alloc(NULL, 0, REQ_OP_READ, GFP_KERNEL));
}

TRAP(bio_left, "bio-leak")
{
	CHECK(bio_alloc(NULL, 0, REQ_OP_READ, GFP_KERNEL) != NULL);
	checked_teardown();
}
