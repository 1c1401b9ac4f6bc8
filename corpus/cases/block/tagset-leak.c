/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/slab.h>

struct dev {
	struct blk_mq_tag_set set;
};
int start(struct dev *d);

struct dev *create_bad(void)
{
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return NULL;
	if (blk_mq_alloc_tag_set(&d->set))
		goto free;
	if (start(d))
		goto free;
	return d;
free:
// CHECK: tagset-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} goes away when kfree() frees what holds it, but nothing freed the tag set [custody-tagset-leak]
	kfree(d);
	return NULL;
}

struct dev *create_ok(void)
{
	struct dev *d = kzalloc(sizeof(*d), GFP_KERNEL);

	if (!d)
		return NULL;
	if (blk_mq_alloc_tag_set(&d->set))
		goto free;
	if (start(d))
		goto free_set;
	return d;
free_set:
	blk_mq_free_tag_set(&d->set);
free:
	kfree(d);
	return NULL;
}
