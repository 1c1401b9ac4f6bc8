/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>

struct ctrl {
	struct request_queue *admin_q;
};

static void stop(struct ctrl *c)
{
	blk_mq_destroy_queue(c->admin_q);
}

void remove_bad(struct ctrl *c)
{
	stop(c);
// CHECK: queue-double-destroy.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_destroy_queue() on 'c->admin_q', which was already destroyed [custody-queue-double-destroy]
	blk_mq_destroy_queue(c->admin_q);
}

void remove_ok(struct ctrl *c)
{
	stop(c);
	c->admin_q = NULL;
}
