// SPDX-License-Identifier: MIT
/* Disks, and the way of a bio to its queue. */
#include "checked.h"
#include "blk.h"
#include "testing.h"

#include <linux/kernel.h>
#include <linux/string.h>

static DEFINE_MUTEX(disks_lock);
static LIST_HEAD(disks);

static const struct checked_kind disk_kind = {.what = "gendisk", .left = "disk-leak"};

static struct gendisk *disk_new(struct request_queue *q)
{
	struct gendisk *disk = kzalloc(sizeof(*disk), GFP_KERNEL);

	if (!disk)
		return ERR_PTR(-ENOMEM);
	kref_init(&disk->ref);
	mutex_init(&disk->open_mutex);
	INIT_LIST_HEAD(&disk->list);
	disk->queue = q;
	disk->part0 = &disk->bdev;
	disk->bdev.bd_disk = disk;
	q->disk = disk;
	checked_enter(&disk_kind, disk);
	return disk;
}

struct gendisk *__blk_alloc_disk(struct queue_limits *lim, int node)
{
	struct request_queue *q = kernel_queue_alloc(lim);
	struct gendisk *disk;

	if (IS_ERR(q))
		return ERR_CAST(q);
	disk = disk_new(q);
	if (IS_ERR(disk))
		kernel_queue_free(q);
	return disk;
}

struct gendisk *__blk_mq_alloc_disk(struct blk_mq_tag_set *set, struct queue_limits *lim,
				    void *queuedata)
{
	struct gendisk *disk = __blk_alloc_disk(lim, set->numa_node);
	int error;

	if (IS_ERR(disk))
		return disk;
	disk->queue->queuedata = queuedata;
	error = kernel_mq_init_queue(set, disk->queue);
	if (error) {
		put_disk(disk);
		return ERR_PTR(error);
	}
	return disk;
}

void get_disk(struct gendisk *disk)
{
	kref_get(&disk->ref);
}

static void disk_release(struct kref *ref)
{
	struct gendisk *disk = container_of(ref, struct gendisk, ref);

	checked_that(!disk_live(disk), "disk-put-while-added",
		     "the last reference to a disk is put before del_gendisk()");
	checked_leave(&disk_kind, disk);
	if (disk->queue->mq_ops && !blk_queue_dying(disk->queue))
		kernel_mq_exit_queue(disk->queue);
	if (disk->fops && disk->fops->free_disk && test_bit(GD_ADDED, &disk->state))
		disk->fops->free_disk(disk);
	kernel_mq_release_queue(disk->queue);
	kernel_queue_free(disk->queue);
	mutex_destroy(&disk->open_mutex);
	kfree(disk);
}

void put_disk(struct gendisk *disk)
{
	if (!disk)
		return;
	checked_that(!KERNEL_CHECKED || checked_has(&disk_kind, disk), "disk-double-put",
		     "a disk is put that is gone already");
	kref_put(&disk->ref, disk_release);
}

int device_add_disk(struct device *parent, struct gendisk *disk, const void *groups)
{
	if (WARN_ON(!disk->fops || !disk->disk_name[0] || test_and_set_bit(GD_ADDED, &disk->state)))
		return -EINVAL;
	mutex_lock(&disks_lock);
	list_add_tail(&disk->list, &disks);
	mutex_unlock(&disks_lock);
	return 0;
}

void blk_mark_disk_dead(struct gendisk *disk)
{
	if (test_and_set_bit(GD_DEAD, &disk->state))
		return;
	set_capacity(disk, 0);
}

void del_gendisk(struct gendisk *disk)
{
	might_sleep();
	checked_that(test_bit(GD_ADDED, &disk->state) && !list_empty(&disk->list),
		     "disk-delete-not-added",
		     "a disk is deleted that was not added, or is deleted already");
	if (list_empty(&disk->list))
		return;
	mutex_lock(&disks_lock);
	list_del_init(&disk->list);
	mutex_unlock(&disks_lock);
	mutex_lock(&disk->open_mutex);
	blk_mark_disk_dead(disk);
	mutex_unlock(&disk->open_mutex);
	if (disk->queue->mq_ops)
		kernel_mq_exit_queue(disk->queue);
	else
		kernel_queue_dies(disk->queue);
}

struct block_device *kernel_open_disk(const char *name)
{
	struct gendisk *disk, *found = NULL;
	int error;

	mutex_lock(&disks_lock);
	list_for_each_entry(disk, &disks, list) {
		if (!strcmp(disk->disk_name, name)) {
			found = disk;
			get_disk(disk);
			break;
		}
	}
	mutex_unlock(&disks_lock);
	if (!found)
		return NULL;
	mutex_lock(&found->open_mutex);
	error = disk_live(found) ? 0 : -ENXIO;
	if (!error && found->fops->open)
		error = found->fops->open(found, BLK_OPEN_READ | BLK_OPEN_WRITE);
	if (!error)
		found->open_partitions++;
	mutex_unlock(&found->open_mutex);
	if (!error)
		return found->part0;
	put_disk(found);
	return NULL;
}

void kernel_close_disk(struct block_device *bdev)
{
	struct gendisk *disk = bdev->bd_disk;

	mutex_lock(&disk->open_mutex);
	disk->open_partitions--;
	if (disk->fops->release)
		disk->fops->release(disk);
	mutex_unlock(&disk->open_mutex);
	put_disk(disk);
}

/* --- submission --------------------------------------------------------------------------- */

static blk_status_t check_bio(struct bio *bio, const struct queue_limits *lim)
{
	sector_t capacity = bdev_nr_sectors(bio->bi_bdev), sectors = bio_sectors(bio);

	if (sectors &&
	    (bio->bi_iter.bi_sector >= capacity || capacity - bio->bi_iter.bi_sector < sectors))
		return BLK_STS_IOERR;
	if (op_is_write(bio_op(bio)) && sectors && bdev_read_only(bio->bi_bdev))
		return BLK_STS_IOERR;
	if (((bio->bi_iter.bi_sector << SECTOR_SHIFT) | bio->bi_iter.bi_size) &
	    (lim->logical_block_size - 1))
		return BLK_STS_IOERR;
	switch (bio_op(bio)) {
	case REQ_OP_READ:
	case REQ_OP_WRITE:
	case REQ_OP_FLUSH:
		return BLK_STS_OK;
	case REQ_OP_DISCARD:
		return lim->max_discard_sectors ? BLK_STS_OK : BLK_STS_NOTSUPP;
	case REQ_OP_SECURE_ERASE:
		return lim->max_secure_erase_sectors ? BLK_STS_OK : BLK_STS_NOTSUPP;
	case REQ_OP_WRITE_ZEROES:
		return lim->max_write_zeroes_sectors ? BLK_STS_OK : BLK_STS_NOTSUPP;
	default:
		return BLK_STS_NOTSUPP;
	}
}

void submit_bio_noacct(struct bio *bio)
{
	struct gendisk *disk = bio->bi_bdev->bd_disk;
	struct request_queue *q = disk->queue;
	int error = kernel_queue_enter(q, !(bio->bi_opf & REQ_NOWAIT));

	kernel_bio_begin(bio);
	if (error) {
		bio->bi_status = error == -EAGAIN ? BLK_STS_AGAIN : BLK_STS_IOERR;
		bio_endio(bio);
		return;
	}
	bio->bi_status = check_bio(bio, &q->limits);
	if (bio->bi_status)
		bio_endio(bio);
	else if (disk->fops->submit_bio)
		disk->fops->submit_bio(bio);
	else if (!kernel_flush_bio(q, bio))
		kernel_mq_submit(q, bio);
	kernel_queue_exit(q);
}

void submit_bio(struct bio *bio)
{
	submit_bio_noacct(bio);
}

int blkdev_issue_flush(struct block_device *bdev)
{
	struct bio bio;

	bio_init(&bio, bdev, NULL, 0, REQ_OP_WRITE | REQ_PREFLUSH);
	return submit_bio_wait(&bio);
}
