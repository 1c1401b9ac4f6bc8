/* SPDX-License-Identifier: MIT */
#ifndef _CASES_BLKDEV_H
#define _CASES_BLKDEV_H
#include <linux/bio.h>
#include <linux/timer.h>

struct gendisk;
struct request_queue {
	void *queuedata;
	struct gendisk *disk;
	unsigned long queue_flags;
};
struct block_device_operations {
	void (*submit_bio)(struct bio *bio);
	void (*free_disk)(struct gendisk *disk);
	struct module *owner;
};
struct gendisk {
	int major;
	int first_minor;
	int minors;
	char disk_name[32];
	const struct block_device_operations *fops;
	struct request_queue *queue;
	void *private_data;
	struct block_device *part0;
};
struct queue_limits {
	unsigned int logical_block_size;
};

struct gendisk *__blk_alloc_disk(struct queue_limits *lim, int node, struct lock_class_key *lkclass);
#define blk_alloc_disk(lim, node)                                \
	({                                                       \
		static struct lock_class_key __key;              \
		__blk_alloc_disk(lim, node, &__key);             \
	})
int __must_check device_add_disk(struct device *parent, struct gendisk *disk, const void *groups);
void del_gendisk(struct gendisk *disk);
void put_disk(struct gendisk *disk);
void set_capacity(struct gendisk *disk, sector_t size);

static inline int __must_check add_disk(struct gendisk *disk)
{
	return device_add_disk(NULL, disk, NULL);
}

#endif
