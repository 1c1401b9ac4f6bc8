/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blkdev.h>

struct dev {
	struct gendisk *disk;
	int index;
};
void forget(int minor);

void remove_bad(struct dev *d)
{
	struct gendisk *disk = d->disk;

	del_gendisk(disk);
	put_disk(disk);
// CHECK: disk-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'disk->first_minor' used after its disk was put [custody-disk-use-after-put]
	forget(disk->first_minor);
}

void remove_ok(struct dev *d)
{
	struct gendisk *disk = d->disk;
	int minor = disk->first_minor;

	del_gendisk(disk);
	put_disk(disk);
	forget(minor);
}
