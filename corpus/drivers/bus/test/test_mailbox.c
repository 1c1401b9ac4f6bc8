// SPDX-License-Identifier: MIT
/* The mailbox: order, limits, waiting. */
#include "testing.h"
#include "test/harness.h"
#include "test/threads.h"

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/string.h>

static struct file *box_open(unsigned int flags)
{
	struct file *file = kernel_open("mailbox", flags);

	CHECK(!IS_ERR(file));
	return file;
}

TEST(in_order_and_whole)
{
	struct file *file;
	char got[16];

	CHECK_EQ(kernel_load_modules(), 0);
	file = box_open(O_RDWR | O_NONBLOCK);
	CHECK_EQ(kernel_read_file(file, got, sizeof(got)), -EAGAIN);
	CHECK_EQ(kernel_write_file(file, "first", 6), 6);
	CHECK_EQ(kernel_write_file(file, "second", 7), 7);
	CHECK_EQ(kernel_read_file(file, got, sizeof(got)), 6);
	CHECK(!strcmp(got, "first"));
	CHECK_EQ(kernel_read_file(file, got, 3), 3);
	CHECK_EQ(kernel_read_file(file, got, sizeof(got)), -EAGAIN);
	CHECK_EQ(kernel_write_file(file, got, 0), -EMSGSIZE);
	CHECK_EQ(kernel_write_file(file, got, 5000), -EMSGSIZE);
	CHECK_EQ(kernel_write_file(file, NULL, 5), -EFAULT);
	kernel_fail_allocation(1);
	CHECK_EQ(kernel_write_file(file, got, 5), -ENOMEM);
	kernel_close(file);
	kernel_unload_modules();
}

TEST(full_and_left_behind)
{
	struct file *file;
	int count = 0;

	CHECK_EQ(kernel_load_modules(), 0);
	file = box_open(O_RDWR);
	while (kernel_write_file(file, "x", 1) == 1)
		count++;
	CHECK_EQ(count, 64);
	kernel_close(file);
	kernel_unload_modules(); /* frees what nobody has read */
	CHECK_EQ(kernel_load_modules(), 0);
	file = box_open(O_RDWR | O_NONBLOCK);
	CHECK_EQ(kernel_read_file(file, &count, 1), -EAGAIN);
	kernel_close(file);
	kernel_unload_modules();
}

#define MESSAGES 2000

static int post(void *data)
{
	struct file *file = box_open(O_WRONLY);
	u32 i;

	for (i = 1; i <= MESSAGES; i++) {
		while (kernel_write_file(file, &i, sizeof(i)) == -EAGAIN)
			yield();
	}
	kernel_close(file);
	return 0;
}

static int take(void *data)
{
	struct file *file = box_open(O_RDONLY);
	atomic64_t *sum = data;
	u32 i, value;

	for (i = 0; i < MESSAGES; i++) {
		CHECK_EQ(kernel_read_file(file, &value, sizeof(value)), sizeof(value));
		atomic64_add(value, sum);
	}
	kernel_close(file);
	return 0;
}

TEST(readers_wait)
{
	struct task_struct *threads[4];
	atomic64_t sum = ATOMIC64_INIT(0);
	int i;

	CHECK_EQ(kernel_load_modules(), 0);
	for (i = 0; i < 2; i++)
		threads[i] = thread_start(take, &sum);
	msleep(10);
	for (i = 2; i < 4; i++)
		threads[i] = thread_start(post, NULL);
	for (i = 0; i < 4; i++)
		CHECK_EQ(thread_end(threads[i]), 0);
	CHECK_EQ(atomic64_read(&sum), (long)MESSAGES * (MESSAGES + 1));
	kernel_unload_modules();
}
