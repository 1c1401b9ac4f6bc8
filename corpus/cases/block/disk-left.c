/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What is stored in a member is not lost yet; but what one failing path puts, the others have to. */
#include <linux/blkdev.h>
#include <linux/err.h>

struct dev {
	struct gendisk *disk;
	struct gendisk *other;
};
int init_hw(struct dev *d);
int start_hw(struct dev *d);
int adopt(struct gendisk *disk);
int next_number(void);

static int attach_bad(struct dev *d)
{
	int ret;

	d->disk = blk_alloc_disk(NULL, 0);
	if (IS_ERR(d->disk))
		return PTR_ERR(d->disk);
	ret = next_number();
	if (ret < 0)
// CHECK: disk-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of __blk_alloc_disk()' is lost on this path; nothing puts it [custody-disk-leak]
		return ret;
	ret = add_disk(d->disk);
	if (ret) {
		put_disk(d->disk);
		return ret;
	}
	return 0;
}

static int attach_ok(struct dev *d)
{
	int ret;

	d->disk = blk_alloc_disk(NULL, 0);
	if (IS_ERR(d->disk))
		return PTR_ERR(d->disk);
	ret = next_number();
	if (ret < 0)
		goto put;
	ret = add_disk(d->disk);
	if (ret)
		goto put;
	return 0;

put:
	put_disk(d->disk);
	return ret;
}

/* No path of it puts the disk: its caller does. */
static int attach_for_caller_ok(struct dev *d)
{
	d->other = blk_alloc_disk(NULL, 0);
	if (IS_ERR(d->other))
		return PTR_ERR(d->other);
	return next_number();
}

/* Who has adopted it puts it. */
static int attach_adopted_ok(struct dev *d)
{
	int ret;

	d->disk = blk_alloc_disk(NULL, 0);
	if (IS_ERR(d->disk))
		return PTR_ERR(d->disk);
	ret = next_number();
	if (ret < 0) {
		put_disk(d->disk);
		return ret;
	}
	if (adopt(d->disk))
		return -EIO;
	return next_number();
}

/* A count is no error. */
static int attach_count_ok(struct dev *d, int n)
{
	int sum = 0;

	d->disk = blk_alloc_disk(NULL, 0);
	if (IS_ERR(d->disk))
		return PTR_ERR(d->disk);
	for (int i = 0; i < n; i++)
		sum += next_number();
	if (!sum) {
		put_disk(d->disk);
		return -EIO;
	}
	return sum;
}

void detach(struct dev *d)
{
	del_gendisk(d->disk);
	put_disk(d->disk);
	put_disk(d->other);
}

int probe(struct dev *d)
{
	return attach_bad(d) ?: attach_ok(d) ?: attach_for_caller_ok(d) ?: attach_adopted_ok(d) ?:
	       attach_count_ok(d, 3);
}
