/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blkdev.h>
#include <linux/err.h>

struct dev {
	struct gendisk *disk;
};

int probe_bad(struct dev *d)
{
	struct gendisk *disk = blk_alloc_disk(NULL, 0);
	int ret;

	if (IS_ERR(disk))
		return PTR_ERR(disk);
	ret = add_disk(disk);
	if (ret) {
// CHECK: disk-delete-not-added.c:[[@LINE+1]]:{{[0-9]+}}: warning: del_gendisk() on 'disk', which was allocated but never added [custody-disk-delete-not-added]
		del_gendisk(disk);
		put_disk(disk);
		return ret;
	}
	d->disk = disk;
	return 0;
}

int probe_ok(struct dev *d)
{
	struct gendisk *disk = blk_alloc_disk(NULL, 0);
	int ret;

	if (IS_ERR(disk))
		return PTR_ERR(disk);
	ret = add_disk(disk);
	if (ret) {
		put_disk(disk);
		return ret;
	}
	d->disk = disk;
	return 0;
}
