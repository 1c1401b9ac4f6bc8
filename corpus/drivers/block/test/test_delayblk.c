// SPDX-License-Identifier: MIT
/* delayblk against the reference kernel library: what clients over NBD can't reach. */
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

static void load(void)
{
	set("size_mb", "1");
	CHECK_EQ(kernel_load_modules(), 0);
}

static struct block_device *open_disk(void)
{
	struct block_device *bdev = kernel_open_disk("delayblk0");

	CHECK(bdev != NULL);
	return bdev;
}

static int transfer(struct block_device *bdev, blk_opf_t op, sector_t sector, void *buffer)
{
	struct bio *bio = bio_alloc(bdev, 1, op, GFP_KERNEL);
	int error;

	bio->bi_iter.bi_sector = sector;
	CHECK_EQ(bio_add_page(bio, virt_to_page(buffer), 512, offset_in_page(buffer)), 512);
	error = submit_bio_wait(bio);
	bio_put(bio);
	return error;
}

TEST(errors)
{
	char *buffer = kmalloc(512, GFP_KERNEL);
	struct block_device *bdev;

	load();
	bdev = open_disk();
	memset(buffer, 1, 512);
	CHECK_EQ(transfer(bdev, REQ_OP_WRITE, 7, buffer), 0);
	set("fail_every", "1");
	memset(buffer, 2, 512);
	CHECK_EQ(transfer(bdev, REQ_OP_WRITE, 7, buffer), -EIO);
	set("fail_every", "0");
	CHECK_EQ(transfer(bdev, REQ_OP_READ, 7, buffer), 0);
	CHECK(!memchr_inv(buffer, 1, 512));
	kernel_close_disk(bdev);
	kernel_unload_modules();
	kfree(buffer);
}

/* Lost once, it is tried again; lost always, it fails. */
TEST(lost_requests)
{
	char *buffer = kzalloc(512, GFP_KERNEL);
	struct block_device *bdev;

	set("timeout_ms", "20");
	set("max_tries", "2");
	set("delay_us", "1");
	load();
	bdev = open_disk();
	set("lose_every", "1");
	CHECK_EQ(transfer(bdev, REQ_OP_READ, 0, buffer), -ETIMEDOUT);
	set("lose_every", "0");
	/* on a busy machine a request may time out that only was slow */
	while (transfer(bdev, REQ_OP_READ, 0, buffer) == -ETIMEDOUT)
		;
	kernel_close_disk(bdev);
	kernel_unload_modules();
	set("timeout_ms", "5000");
	set("delay_us", "50");
	kfree(buffer);
}

#define READERS 4

static struct block_device *read_disk;
static DECLARE_COMPLETION(reading);

/* Reads until the disk is gone: what comes is data or an error, and it comes. */
static int read_on(void *data)
{
	char *buffer = kzalloc(512, GFP_KERNEL);
	unsigned int count = 0;

	complete(&reading);
	while (!transfer(read_disk, REQ_OP_READ, test_random() % 2048, buffer))
		count++;
	kfree(buffer);
	return count;
}

TEST(unloaded_while_open)
{
	struct task_struct *readers[READERS];
	int i;

	set("timeout_ms", "30");
	set("max_tries", "1000");
	set("lose_every", "7");
	set("refuse_every", "5");
	load();
	read_disk = open_disk();
	for (i = 0; i < READERS; i++)
		readers[i] = thread_start(read_on, NULL);
	for (i = 0; i < READERS; i++)
		wait_for_completion(&reading);
	msleep(200);
	kernel_unload_modules();
	CHECK(!kernel_open_disk("delayblk0"));
	for (i = 0; i < READERS; i++)
		thread_end(readers[i]);
	kernel_close_disk(read_disk);
	set("timeout_ms", "5000");
	set("lose_every", "0");
	set("refuse_every", "0");
}

TEST(several_disks)
{
	struct block_device *first, *third;

	set("nr_disks", "3");
	load();
	first = open_disk();
	third = kernel_open_disk("delayblk2");
	CHECK(third && third != first && !kernel_open_disk("delayblk3"));
	kernel_close_disk(third);
	kernel_close_disk(first);
	kernel_unload_modules();
	set("nr_disks", "1");
}

TEST(no_memory)
{
	unsigned int nth;
	int error = -ENOMEM;

	set("size_mb", "1");
	set("queue_depth", "2");
	set("nr_disks", "2");
	for (nth = 1; error; nth++) {
		kernel_fail_allocation(nth);
		error = kernel_load_modules();
		CHECK(!error || error == -ENOMEM);
	}
	kernel_fail_allocation(0);
	CHECK(nth > 20);
	kernel_unload_modules();
	set("queue_depth", "64");
	set("nr_disks", "1");
}

TEST(bad_parameters)
{
	set("nr_queues", "0");
	CHECK_EQ(kernel_load_modules(), -EINVAL);
	set("nr_queues", "2");
}
