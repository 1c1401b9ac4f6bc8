/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/err.h>

struct ctrl {
	struct blk_mq_tag_set set;
	struct request_queue *admin_q;
};
int enable(struct ctrl *c);

int setup_bad(struct ctrl *c)
{
	struct request_queue *q = blk_mq_alloc_queue(&c->set, NULL, NULL);
	int ret;

	if (IS_ERR(q))
		return PTR_ERR(q);
	ret = enable(c);
	if (ret)
// CHECK: queue-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'q' is lost on this path; nothing destroys it [custody-queue-leak]
		return ret;
	c->admin_q = q;
	return 0;
}

int setup_ok(struct ctrl *c)
{
	struct request_queue *q = blk_mq_alloc_queue(&c->set, NULL, NULL);
	int ret;

	if (IS_ERR(q))
		return PTR_ERR(q);
	ret = enable(c);
	if (ret) {
		blk_mq_destroy_queue(q);
		return ret;
	}
	c->admin_q = q;
	return 0;
}
