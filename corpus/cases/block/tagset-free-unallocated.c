/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>

struct dev {
	struct blk_mq_tag_set set;
};
int start(struct dev *d);

int setup_bad(struct dev *d)
{
	int ret;

	ret = blk_mq_alloc_tag_set(&d->set);
	if (ret)
		goto free;
	ret = start(d);
	if (ret)
		goto free;
	return 0;
free:
// CHECK: tagset-free-unallocated.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_free_tag_set() on {{.*}}, whose allocation failed [custody-tagset-free-unallocated]
	blk_mq_free_tag_set(&d->set);
	return ret;
}

int setup_ok(struct dev *d)
{
	int ret;

	ret = blk_mq_alloc_tag_set(&d->set);
	if (ret)
		return ret;
	ret = start(d);
	if (ret)
		blk_mq_free_tag_set(&d->set);
	return ret;
}
