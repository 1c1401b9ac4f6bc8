/* SPDX-License-Identifier: MIT */
/* Disks, their queues and what queues can do. */
#ifndef _LINUX_BLKDEV_H
#define _LINUX_BLKDEV_H

#include "custody.h"

#include <linux/bio.h>
#include <linux/blk_types.h>
#include <linux/device.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct blk_mq_ops;
struct blk_mq_hw_ctx;
struct blk_mq_tag_set;
struct module;

#define DISK_NAME_LEN 32
#define BLK_FEAT_WRITE_CACHE (1u << 0)
#define BLK_FEAT_FUA (1u << 1)
#define BLK_FEAT_ROTATIONAL (1u << 2)
#define BLK_FEAT_ADD_RANDOM (1u << 3)
#define BLK_FEAT_IO_STAT (1u << 4)
#define BLK_FEAT_STABLE_WRITES (1u << 5)
#define BLK_FEAT_SYNCHRONOUS (1u << 6)
#define BLK_FEAT_NOWAIT (1u << 7)

#define BLK_SAFE_MAX_SECTORS 255
#define BLK_DEF_MAX_SECTORS_CAP 2560
#define BLK_MAX_SEGMENTS 128
#define BLK_MAX_SEGMENT_SIZE 65536
#define BLK_SEG_BOUNDARY_MASK 0xFFFFFFFFUL

/* Zero stands for the usual value. Sectors have 512 bytes. */
struct queue_limits {
	unsigned int features;
	unsigned long seg_boundary_mask;
	unsigned long virt_boundary_mask;
	unsigned int max_hw_sectors;
	unsigned int max_dev_sectors;
	unsigned int chunk_sectors;
	unsigned int max_sectors;
	unsigned int max_user_sectors;
	unsigned int max_segment_size;
	unsigned int physical_block_size;
	unsigned int logical_block_size;
	unsigned int alignment_offset;
	unsigned int io_min;
	unsigned int io_opt;
	unsigned int max_discard_sectors;
	unsigned int max_hw_discard_sectors;
	unsigned int max_user_discard_sectors;
	unsigned int max_secure_erase_sectors;
	unsigned int max_write_zeroes_sectors;
	unsigned int discard_granularity;
	unsigned int discard_alignment;
	unsigned short max_segments;
	unsigned short max_discard_segments;
	unsigned int dma_alignment;
};

struct block_device_operations {
	/* for drivers without requests */
	void (*submit_bio)(struct bio *bio);
	int (*open)(struct gendisk *disk, blk_mode_t mode);
	void (*release)(struct gendisk *disk);
	int (*ioctl)(struct block_device *bdev, blk_mode_t mode, unsigned int cmd,
		     unsigned long arg);
	void (*free_disk)(struct gendisk *disk);
	struct module *owner;
};

struct kernel_usage;

struct request_queue {
	void *queuedata;
	const struct blk_mq_ops *mq_ops;
	struct queue_limits limits;
	struct gendisk *disk;
	struct blk_mq_tag_set *tag_set;
	unsigned int rq_timeout;
	unsigned int nr_hw_queues;
	struct blk_mq_hw_ctx **hctx_table;
	/* private: */
	struct mutex limits_lock;
	struct kernel_usage *usage; /* who is in the queue: counts for each CPU */
	int frozen; /* how often */
	bool dying;
	struct mutex freeze_lock;
	wait_queue_head_t freeze_wait;
	int quiesced; /* how often */
	struct timer_list timeout;
	struct work_struct timeout_work;
	spinlock_t requeue_lock;
	struct list_head requeue_list;
	struct delayed_work requeue_work;
	struct list_head tag_set_list;
	struct bio_set bio_split;
	struct rcu_head rcu_head;
};

struct gendisk {
	int major;
	int first_minor;
	int minors;
	char disk_name[DISK_NAME_LEN];
	struct block_device *part0;
	const struct block_device_operations *fops;
	struct request_queue *queue;
	void *private_data;
	int flags;
	unsigned long state;
#define GD_READ_ONLY 1
#define GD_DEAD 2
#define GD_ADDED 4
	struct mutex open_mutex;
	unsigned int open_partitions;
	/* private: */
	struct kref ref;
	struct list_head list;
	struct block_device bdev;
} __refcounted(get_disk, put_disk);

#define GENHD_FL_REMOVABLE (1 << 0)
#define GENHD_FL_NO_PART (1 << 2)

/* A disk of a driver without requests; goes back with put_disk(). An error pointer. */
struct gendisk *__blk_alloc_disk(struct queue_limits *lim, int node);
#define blk_alloc_disk(lim, node) __blk_alloc_disk(lim, node)
void get_disk(struct gendisk *disk);
void put_disk(struct gendisk *disk);
int __must_check device_add_disk(struct device *parent, struct gendisk *disk, const void *groups);
/* From then on no I/O comes; what was there is over. put_disk() comes after it. */
void del_gendisk(struct gendisk *disk);
void blk_mark_disk_dead(struct gendisk *disk);

static inline int __must_check add_disk(struct gendisk *disk)
{
	return device_add_disk(NULL, disk, NULL);
}

static inline sector_t bdev_nr_sectors(struct block_device *bdev)
{
	return READ_ONCE(bdev->bd_nr_sectors);
}

static inline sector_t get_capacity(struct gendisk *disk)
{
	return bdev_nr_sectors(disk->part0);
}

static inline void set_capacity(struct gendisk *disk, sector_t sectors)
{
	WRITE_ONCE(disk->part0->bd_nr_sectors, sectors);
}

static inline void set_disk_ro(struct gendisk *disk, bool read_only)
{
	WRITE_ONCE(disk->part0->bd_read_only, read_only);
}

static inline bool bdev_read_only(struct block_device *bdev)
{
	return READ_ONCE(bdev->bd_read_only);
}

static inline bool disk_live(struct gendisk *disk)
{
	return test_bit(GD_ADDED, &disk->state) && !test_bit(GD_DEAD, &disk->state);
}

static inline struct request_queue *bdev_get_queue(struct block_device *bdev)
{
	return bdev->bd_disk->queue;
}

/* The limits, locked until queue_limits_commit_update() or queue_limits_cancel_update(). */
struct queue_limits queue_limits_start_update(struct request_queue *q);
int queue_limits_commit_update(struct request_queue *q, struct queue_limits *lim);
void queue_limits_cancel_update(struct request_queue *q);
int queue_limits_set(struct request_queue *q, struct queue_limits *lim);

static inline unsigned int queue_logical_block_size(const struct request_queue *q)
{
	return q->limits.logical_block_size;
}

static inline unsigned int queue_max_hw_sectors(const struct request_queue *q)
{
	return q->limits.max_hw_sectors;
}

static inline unsigned short queue_max_segments(const struct request_queue *q)
{
	return q->limits.max_segments;
}

static inline unsigned int queue_max_segment_size(const struct request_queue *q)
{
	return q->limits.max_segment_size;
}

static inline unsigned int bdev_logical_block_size(struct block_device *bdev)
{
	return queue_logical_block_size(bdev_get_queue(bdev));
}

static inline bool blk_queue_write_cache(struct request_queue *q)
{
	return q->limits.features & BLK_FEAT_WRITE_CACHE;
}

static inline bool blk_queue_dying(struct request_queue *q)
{
	return READ_ONCE(q->dying);
}

static inline bool blk_queue_quiesced(struct request_queue *q)
{
	return READ_ONCE(q->quiesced) > 0;
}

int blkdev_issue_flush(struct block_device *bdev);

#endif
