/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blkdev.h>
#include <linux/err.h>

struct dev {
	struct gendisk *disk;
};
int init_hw(struct dev *d);

int probe_bad(struct dev *d)
{
	struct gendisk *disk = blk_alloc_disk(NULL, 0);
	int ret;

	if (IS_ERR(disk))
		return PTR_ERR(disk);
	ret = init_hw(d);
	if (ret)
// CHECK: disk-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'disk' is lost on this path; nothing puts it [custody-disk-leak]
		return ret;
	ret = add_disk(disk);
	if (ret) {
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
	disk->private_data = d;
	ret = init_hw(d);
	if (!ret)
		ret = add_disk(disk);
	if (ret) {
		put_disk(disk);
		return ret;
	}
	d->disk = disk;
	return 0;
}
