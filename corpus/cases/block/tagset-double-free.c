/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>

struct dev {
	struct blk_mq_tag_set set;
};
int start(struct dev *d);

static int setup(struct dev *d)
{
	int ret = blk_mq_alloc_tag_set(&d->set);

	if (ret)
		return ret;
	ret = start(d);
	if (ret)
		blk_mq_free_tag_set(&d->set);
	return ret;
}

void teardown_bad(struct dev *d)
{
	blk_mq_free_tag_set(&d->set);
// CHECK: tagset-double-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_free_tag_set() on {{.*}}, which was already freed [custody-tagset-double-free]
	blk_mq_free_tag_set(&d->set);
}

int teardown_ok(struct dev *d)
{
	int ret = setup(d);

	if (ret)
		return ret;
	blk_mq_free_tag_set(&d->set);
	return 0;
}
