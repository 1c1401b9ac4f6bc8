/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>

struct cmd {
	int aborts;
};

static enum blk_eh_timer_return always_rearms_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (cmd->aborts++ > 3)
		blk_mq_complete_request(rq);
// CHECK: request-complete-then-rearm.c:[[@LINE+1]]:{{[0-9]+}}: warning: more time is asked for 'rq', which was already completed [custody-request-complete-then-rearm]
	return BLK_EH_RESET_TIMER;
// CHECK: note: {{.*}}completed here by blk_mq_complete_request()
}

static enum blk_eh_timer_return done_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (cmd->aborts++ > 3) {
		blk_mq_complete_request(rq);
		return BLK_EH_DONE;
	}
	return BLK_EH_RESET_TIMER;
}

const struct blk_mq_ops rcr_ops[] = { { .timeout = always_rearms_bad }, { .timeout = done_ok } };
