/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blkdev.h>
#include <linux/err.h>

struct dev {
	struct gendisk *disk;
};

static int register_disk(struct gendisk *disk)
{
	int ret = add_disk(disk);

	if (ret)
		put_disk(disk);
	return ret;
}

int probe_bad(struct dev *d)
{
	struct gendisk *disk = blk_alloc_disk(NULL, 0);

	if (IS_ERR(disk))
		return PTR_ERR(disk);
	if (register_disk(disk)) {
// CHECK: disk-double-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: put_disk() on 'disk', which was already put [custody-disk-double-put]
		put_disk(disk);
		return -EIO;
	}
	d->disk = disk;
	return 0;
}

int probe_ok(struct dev *d)
{
	struct gendisk *disk = blk_alloc_disk(NULL, 0);

	if (IS_ERR(disk))
		return PTR_ERR(disk);
	if (register_disk(disk))
		return -EIO;
	d->disk = disk;
	return 0;
}
