/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>

struct disk {
	struct blk_mq_tag_set set;
};
int disk_spin_up(struct disk *d);
int disk_add(struct disk *d);

int probe_bad(struct disk *d)
{
	int ret;

	ret = blk_mq_alloc_tag_set(&d->set);
	if (ret)
		return ret;
	ret = disk_spin_up(d);
	if (ret)
// CHECK: tagset-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'd->set' is left allocated, though the function fails; nothing frees it [custody-tagset-left]
		return ret;
	ret = disk_add(d);
	if (ret)
		goto err_undo;
	return 0;
err_undo:
	blk_mq_free_tag_set(&d->set);
	return ret;
}

int probe_ok(struct disk *d)
{
	int ret;

	ret = blk_mq_alloc_tag_set(&d->set);
	if (ret)
		return ret;
	ret = disk_spin_up(d);
	if (ret)
		goto err_undo;
	ret = disk_add(d);
	if (ret)
		goto err_undo;
	return 0;
err_undo:
	blk_mq_free_tag_set(&d->set);
	return ret;
}

/* Whoever calls it frees the set where it fails. */
int start_ok(struct disk *d)
{
	int ret = blk_mq_alloc_tag_set(&d->set);

	if (ret)
		return ret;
	return disk_add(d);
}
