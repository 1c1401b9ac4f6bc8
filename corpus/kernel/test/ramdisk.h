/* SPDX-License-Identifier: MIT */
/* A disk in memory, for tests: a driver over blk-mq whose requests are ended in the ways that are
 * asked for. */
#ifndef KERNEL_TEST_RAMDISK_H
#define KERNEL_TEST_RAMDISK_H

#include <linux/blk-mq.h>
#include <linux/hrtimer.h>

enum ramdisk_mode {
	RAMDISK_INLINE, /* in queue_rq() */
	RAMDISK_TIMER, /* by a timer for each request */
	RAMDISK_THREAD, /* by work, on another thread */
	RAMDISK_BLOCKING, /* in a queue_rq() that sleeps */
};

struct ramdisk {
	struct blk_mq_tag_set set;
	struct gendisk *disk;
	char *data;
	size_t size;
	enum ramdisk_mode mode;
	/* what goes wrong: every n-th request; 0: none */
	unsigned int busy_every, error_every, requeue_every, lose_every;
	atomic_t issued, timeouts, flushes;
};

struct ramdisk_options {
	const char *name;
	size_t size;
	enum ramdisk_mode mode;
	unsigned int queues, depth, timeout;
	struct queue_limits limits;
};

struct ramdisk *ramdisk_create(const struct ramdisk_options *options);
void ramdisk_destroy(struct ramdisk *rd);

#endif
