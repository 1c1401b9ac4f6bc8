/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blkdev.h>
#include <linux/err.h>

struct dev {
	struct gendisk *disk;
};
int sysfs_add(struct dev *d);

int probe_bad(struct dev *d)
{
	struct gendisk *disk = blk_alloc_disk(NULL, 0);
	int ret;

	if (IS_ERR(disk))
		return PTR_ERR(disk);
	ret = add_disk(disk);
	if (ret)
		goto put;
	ret = sysfs_add(d);
	if (ret)
		goto put;
	d->disk = disk;
	return 0;
put:
// CHECK: disk-put-while-added.c:[[@LINE+1]]:{{[0-9]+}}: warning: put_disk() on 'disk', which was added and not deleted [custody-disk-put-while-added]
	put_disk(disk);
	return ret;
}

int probe_ok(struct dev *d)
{
	struct gendisk *disk = blk_alloc_disk(NULL, 0);
	int ret;

	if (IS_ERR(disk))
		return PTR_ERR(disk);
	ret = add_disk(disk);
	if (ret)
		goto put;
	ret = sysfs_add(d);
	if (ret)
		goto del;
	d->disk = disk;
	return 0;
del:
	del_gendisk(disk);
put:
	put_disk(disk);
	return ret;
}
