// SPDX-License-Identifier: MIT
/* The CRC engine's driver, with a model of the engine behind its registers. */
#include "testing.h"
#include "test/harness.h"
#include "test/threads.h"

#include <drivers/mmio.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>
#include <linux/string.h>

#include "../crc.h"

#define IRQ 40

enum mood { HEALTHY, HANGS, FAILS };

struct engine {
	spinlock_t lock;
	u32 status, length, seed, result;
	u8 window[CRC_WINDOW_SIZE];
	enum mood mood;
	bool asleep, absent;
	unsigned int resets;
};

static u32 crc32_of(u32 crc, const u8 *bytes, size_t size)
{
	int bit;

	crc = ~crc;
	while (size--) {
		crc ^= *bytes++;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static u64 engine_read(void *model, u64 offset, unsigned int size)
{
	struct engine *engine = model;
	u64 value = 0;

	spin_lock(&engine->lock);
	if (offset == CRC_ID)
		value = engine->absent ? 0 : CRC_ID_VALUE;
	else if (offset == CRC_STATUS)
		value = engine->status;
	else if (offset == CRC_RESULT)
		value = engine->result;
	spin_unlock(&engine->lock);
	return value;
}

/* With the lock held. Whether it interrupts. */
static bool engine_start(struct engine *engine)
{
	if (engine->mood == HANGS)
		return false;
	if (engine->mood == FAILS || engine->asleep || engine->length > CRC_WINDOW_SIZE) {
		engine->status = CRC_STATUS_ERROR;
		return true;
	}
	engine->result = crc32_of(engine->seed, engine->window, engine->length);
	engine->status = CRC_STATUS_DONE;
	return true;
}

/* With the lock held. */
static bool engine_control(struct engine *engine, u32 value)
{
	if (value & CRC_CONTROL_RESET) {
		engine->asleep = false;
		engine->status = 0;
		engine->resets++;
	}
	if (value & CRC_CONTROL_SLEEP)
		engine->asleep = true;
	return (value & CRC_CONTROL_START) && engine_start(engine);
}

static void engine_write(void *model, u64 offset, unsigned int size, u64 value)
{
	struct engine *engine = model;
	bool interrupt = false;

	spin_lock(&engine->lock);
	if (offset >= CRC_WINDOW)
		memcpy(engine->window + (offset - CRC_WINDOW), &value, size);
	else if (offset == CRC_CONTROL)
		interrupt = engine_control(engine, value);
	else if (offset == CRC_STATUS)
		engine->status &= ~value;
	else if (offset == CRC_LENGTH)
		engine->length = value;
	else if (offset == CRC_SEED)
		engine->seed = value;
	spin_unlock(&engine->lock);
	if (interrupt)
		irq_inject_interrupt(IRQ);
}

static const struct kernel_mmio_ops engine_ops = {engine_read, engine_write};

struct board {
	struct engine engine;
	resource_size_t at;
	struct platform_device *pdev;
};

static void board_plug(struct board *board)
{
	struct resource res[] = {DEFINE_RES_MEM(board->at, CRC_SIZE), DEFINE_RES_IRQ(IRQ)};

	board->pdev = platform_device_register_simple("crc-engine", 0, res, 2);
	CHECK(!IS_ERR(board->pdev));
}

static void board_start(struct board *board, bool absent)
{
	memset(board, 0, sizeof(*board));
	spin_lock_init(&board->engine.lock);
	board->engine.absent = absent;
	board->at = kernel_mmio_add(CRC_SIZE, &engine_ops, &board->engine);
	CHECK_EQ(kernel_load_modules(), 0);
	board_plug(board);
}

static void board_end(struct board *board)
{
	platform_device_unregister(board->pdev);
	kernel_unload_modules();
	kernel_mmio_remove(board->at);
}

TEST(checksum)
{
	static struct board board;
	static u8 data[3 * CRC_WINDOW_SIZE / 2];
	struct file *file;
	u32 crc = 0;
	size_t i;

	for (i = 0; i < sizeof(data); i++)
		data[i] = test_random();
	board_start(&board, false);
	CHECK(board.pdev->dev.driver);
	file = kernel_open("crc0", O_RDWR);
	CHECK(!IS_ERR(file));
	CHECK_EQ(kernel_write_file(file, "123456789", 9), 9);
	CHECK_EQ(kernel_read_file(file, &crc, 4), 4);
	CHECK_EQ(crc, 0xcbf43926);
	kernel_close(file);
	file = kernel_open("crc0", O_RDWR);
	CHECK_EQ(kernel_write_file(file, data, sizeof(data)),
		 CRC_WINDOW_SIZE); /* a window at a time */
	CHECK_EQ(kernel_write_file(file, data + CRC_WINDOW_SIZE, CRC_WINDOW_SIZE / 2),
		 CRC_WINDOW_SIZE / 2);
	CHECK_EQ(kernel_read_file(file, &crc, 4), 4);
	CHECK_EQ(crc, crc32_of(0, data, sizeof(data)));
	CHECK_EQ(kernel_read_file(file, &crc, 3), -EINVAL);
	CHECK_EQ(kernel_write_file(file, NULL, 10), -EFAULT);
	CHECK_EQ(kernel_write_file(file, data, 0), 0);
	kernel_close(file);
	flush_work(&board.pdev->dev.power.work);
	CHECK(pm_runtime_suspended(&board.pdev->dev) && board.engine.asleep);
	board_end(&board);
}

TEST(engine_that_fails)
{
	static struct board board;
	struct file *file;
	u32 crc;

	board_start(&board, false);
	file = kernel_open("crc0", O_RDWR);
	board.engine.mood = FAILS;
	CHECK_EQ(kernel_write_file(file, "x", 1), -EIO);
	board.engine.mood = HANGS;
	CHECK_EQ(kernel_write_file(file, "x", 1), -ETIMEDOUT);
	board.engine.mood = HEALTHY;
	CHECK_EQ(kernel_write_file(file, "123456789", 9), 9);
	CHECK_EQ(kernel_read_file(file, &crc, 4), 4);
	CHECK_EQ(crc, 0xcbf43926); /* what failed does not count */
	kernel_close(file);
	board_end(&board);
}

TEST(no_engine)
{
	static struct board board;

	board_start(&board, true);
	CHECK(!board.pdev->dev.driver);
	CHECK_EQ(PTR_ERR(kernel_open("crc0", O_RDWR)), -ENOENT);
	board_end(&board);
}

TEST(file_outlives_the_device)
{
	static struct board board;
	struct file *file, *other;

	board_start(&board, false);
	file = kernel_open("crc0", O_RDWR);
	CHECK_EQ(kernel_write_file(file, "x", 1), 1);
	platform_device_unregister(board.pdev);
	CHECK_EQ(kernel_write_file(file, "x", 1), -ENODEV);
	board_plug(&board); /* another unit, since the file has the first */
	other = kernel_open("crc1", O_RDWR);
	CHECK(!IS_ERR(other));
	CHECK_EQ(kernel_write_file(other, "x", 1), 1);
	CHECK_EQ(kernel_write_file(file, "x", 1), -ENODEV);
	kernel_close(file);
	kernel_close(other);
	board_end(&board);
}

/* Each allocation of probe() and open() fails once. */
TEST(allocations_that_fail)
{
	static struct board board;
	unsigned int nth;

	board_start(&board, false);
	for (nth = 1; nth; nth = kernel_allocation_failed() ? nth + 1 : 0) {
		device_release_driver(&board.pdev->dev);
		kernel_fail_allocation(nth);
		CHECK(device_attach(&board.pdev->dev) >= 0);
	}
	kernel_fail_allocation(0);
	CHECK(board.pdev->dev.driver);
	board_end(&board);
}

static bool stop;

static int checksum_all_the_time(void *data)
{
	long done = 0;

	while (!READ_ONCE(stop)) {
		struct file *file = kernel_open("crc0", O_RDWR);
		ssize_t size;

		if (IS_ERR(file))
			continue;
		size = kernel_write_file(file, "123456789", 9);
		CHECK(size == 9 || size == -ENODEV);
		done += size == 9;
		kernel_close(file);
	}
	return done;
}

TEST(unplugged_while_it_works)
{
	static struct board board;
	struct task_struct *threads[3];
	int i, done = 0;

	board_start(&board, false);
	WRITE_ONCE(stop, false);
	for (i = 0; i < 3; i++)
		threads[i] = thread_start(checksum_all_the_time, NULL);
	for (i = 0; i < 20; i++) {
		usleep_range(5000, 10000);
		platform_device_unregister(board.pdev);
		board_plug(&board);
	}
	WRITE_ONCE(stop, true);
	for (i = 0; i < 3; i++)
		done += thread_end(threads[i]);
	CHECK(done > 0);
	board_end(&board);
}
