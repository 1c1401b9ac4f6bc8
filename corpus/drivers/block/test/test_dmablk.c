// SPDX-License-Identifier: MIT
/* dmablk on its model: lost interrupts, hangs, resets, errors, failing allocations, removal. */
#include "dmablk_model.h"

#include "harness.h"
#include "testing.h"
#include "threads.h"

#include <linux/blk-mq.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kernel.h>

static void set(const char *name, const char *value)
{
	CHECK_EQ(kernel_set_parameter(name, value), 0);
}

static struct block_device *load(const char *timeout_ms)
{
	struct block_device *bdev;

	set("size_mb", "1");
	set("timeout_ms", timeout_ms);
	CHECK_EQ(kernel_load_modules(), 0);
	bdev = kernel_open_disk("dmablk0");
	CHECK(bdev != NULL);
	return bdev;
}

static void unload(void)
{
	kernel_unload_modules();
	CHECK_EQ(dmablk_model_counts().faults, 0);
}

static int transfer(struct block_device *bdev, blk_opf_t op, sector_t sector, void *buffer,
		    unsigned int pages)
{
	struct bio *bio = bio_alloc(bdev, pages, op, GFP_KERNEL);
	int error;

	bio->bi_iter.bi_sector = sector;
	while (pages--) {
		CHECK_EQ(bio_add_page(bio, virt_to_page(buffer), PAGE_SIZE, 0), PAGE_SIZE);
		buffer = (char *)buffer + PAGE_SIZE;
	}
	error = submit_bio_wait(bio);
	bio_put(bio);
	return error;
}

static void *pages_new(unsigned int order)
{
	struct page *page = alloc_pages(GFP_KERNEL, order);

	CHECK(page != NULL);
	return page_address(page);
}

/* Pages in a row become fewer segments than there are pages. */
TEST(segments_merge)
{
	char *buffer = pages_new(3);
	struct block_device *bdev = load("5000");

	memset(buffer, 1, 8 * PAGE_SIZE);
	CHECK_EQ(transfer(bdev, REQ_OP_WRITE, 8, buffer, 8), 0);
	CHECK(dmablk_model_counts().segments < 8);
	memset(buffer, 2, 8 * PAGE_SIZE);
	CHECK_EQ(transfer(bdev, REQ_OP_READ, 8, buffer, 8), 0);
	CHECK(!memchr_inv(buffer, 1, 8 * PAGE_SIZE));
	CHECK_EQ(blkdev_issue_flush(bdev), 0);
	kernel_close_disk(bdev);
	unload();
	free_pages((unsigned long)buffer, 3);
}

TEST(medium_errors)
{
	char *buffer = pages_new(0);
	struct block_device *bdev = load("5000");

	set("fail_every", "1");
	CHECK_EQ(transfer(bdev, REQ_OP_READ, 0, buffer, 1), -ENODATA);
	set("fail_every", "0");
	CHECK_EQ(transfer(bdev, REQ_OP_READ, 0, buffer, 1), 0);
	kernel_close_disk(bdev);
	unload();
	free_pages((unsigned long)buffer, 0);
}

/* What is done without an interrupt is found when it times out, without a reset. */
TEST(lost_interrupts)
{
	char *buffer = pages_new(0);
	struct block_device *bdev = load("20");
	unsigned int resets = dmablk_model_counts().resets;

	set("lose_irq_every", "1");
	CHECK_EQ(transfer(bdev, REQ_OP_READ, 0, buffer, 1), 0);
	set("lose_irq_every", "0");
	CHECK_EQ(dmablk_model_counts().resets, resets);
	kernel_close_disk(bdev);
	unload();
	free_pages((unsigned long)buffer, 0);
}

TEST(hangs_and_fatal_errors)
{
	char *buffer = pages_new(0);
	struct block_device *bdev = load("20");

	set("max_tries", "2");
	set("hang_every", "1");
	CHECK_EQ(transfer(bdev, REQ_OP_READ, 0, buffer, 1), -ETIMEDOUT);
	set("hang_every", "0");
	set("fatal_every", "1");
	CHECK_EQ(transfer(bdev, REQ_OP_READ, 0, buffer, 1), -ETIMEDOUT);
	set("fatal_every", "0");
	set("max_tries", "1000");
	CHECK_EQ(transfer(bdev, REQ_OP_READ, 0, buffer, 1), 0);
	kernel_close_disk(bdev);
	unload();
	free_pages((unsigned long)buffer, 0);
}

/* A device that a reset does not bring back: all ends, with errors, and can be removed. */
TEST(dies)
{
	char *buffer = pages_new(0);
	struct block_device *bdev = load("20");

	set("hang_every", "1");
	set("broken", "1");
	CHECK_EQ(transfer(bdev, REQ_OP_READ, 0, buffer, 1), -EIO);
	CHECK_EQ(transfer(bdev, REQ_OP_READ, 0, buffer, 1), -EIO);
	unload();
	kernel_close_disk(bdev);
	/* nor does it appear */
	CHECK_EQ(kernel_load_modules(), 0);
	CHECK(!kernel_open_disk("dmablk0"));
	unload();
	set("hang_every", "0");
	set("broken", "0");
	free_pages((unsigned long)buffer, 0);
}

#define WORKERS 4

static struct block_device *busy_disk;
static DECLARE_COMPLETION(busy);

/* Each writes and reads its own pages, until the disk is gone. */
static int write_and_read(void *data)
{
	unsigned long me = (unsigned long)data, count;
	char *buffer = pages_new(1);
	sector_t sector = me * 2 * (PAGE_SIZE >> SECTOR_SHIFT);

	complete(&busy);
	for (count = 0;; count++) {
		char byte = me * 31 + count;

		memset(buffer, byte, 2 * PAGE_SIZE);
		if (transfer(busy_disk, REQ_OP_WRITE, sector, buffer, 2))
			break;
		memset(buffer, ~byte, 2 * PAGE_SIZE);
		if (transfer(busy_disk, REQ_OP_READ, sector, buffer, 2))
			break;
		CHECK(!memchr_inv(buffer, byte, 2 * PAGE_SIZE));
	}
	free_pages((unsigned long)buffer, 1);
	return count;
}

TEST(removed_under_load)
{
	struct task_struct *workers[WORKERS];
	long i;

	set("max_tries", "1000");
	set("hang_every", "29");
	set("fatal_every", "37");
	set("lose_irq_every", "11");
	busy_disk = load("20");
	for (i = 0; i < WORKERS; i++)
		workers[i] = thread_start(write_and_read, (void *)i);
	for (i = 0; i < WORKERS; i++)
		wait_for_completion(&busy);
	msleep(500);
	unload();
	for (i = 0; i < WORKERS; i++)
		thread_end(workers[i]);
	kernel_close_disk(busy_disk);
	CHECK(dmablk_model_counts().resets > 2);
	set("hang_every", "0");
	set("fatal_every", "0");
	set("lose_irq_every", "0");
}

/* A probe that fails leaves nothing behind. */
TEST(no_memory)
{
	struct block_device *bdev = load("5000");
	unsigned int nth;
	int error;

	kernel_close_disk(bdev);
	for (nth = 1, bdev = NULL; !bdev; nth++) {
		dmablk_model_unplug();
		do {
			kernel_fail_allocation(nth);
			error = dmablk_model_plug();
			kernel_fail_allocation(0);
			CHECK(!error || error == -ENOMEM);
			nth += error != 0;
		} while (error);
		bdev = kernel_open_disk("dmablk0");
	}
	CHECK(nth > 10);
	kernel_close_disk(bdev);
	unload();
}
