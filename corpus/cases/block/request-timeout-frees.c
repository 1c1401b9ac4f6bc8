/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>

static enum blk_eh_timer_return frees_bad(struct request *rq)
{
// CHECK: request-timeout-frees.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_free_request() on 'rq', which the timeout handler was only lent [custody-request-timeout-frees]
	blk_mq_free_request(rq);
	return BLK_EH_DONE;
}

static void drop(struct request *rq)
{
	if (blk_mq_request_started(rq))
		blk_mq_free_request(rq);
}

static enum blk_eh_timer_return callee_bad(struct request *rq)
{
// CHECK: request-timeout-frees.c:[[@LINE+1]]:{{[0-9]+}}: warning: drop() on 'rq', which the timeout handler was only lent [custody-request-timeout-frees]
	drop(rq);
	return BLK_EH_DONE;
}

struct cmd {
	bool done;
};

static enum blk_eh_timer_return private_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (cmd->done)
		return BLK_EH_DONE;
// CHECK: request-timeout-frees.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_free_request() on {{.*}}, which the timeout handler was only lent [custody-request-timeout-frees]
	blk_mq_free_request(blk_mq_rq_from_pdu(cmd));
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return looks_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (cmd->done)
		return BLK_EH_DONE;
	blk_mq_complete_request(rq);
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return completes_ok(struct request *rq)
{
	blk_mq_complete_request(rq);
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return waits_ok(struct request *rq)
{
	return BLK_EH_RESET_TIMER;
}

const struct blk_mq_ops rtf_ops[] = {
	{ .timeout = frees_bad },
	{ .timeout = callee_bad },
	{ .timeout = completes_ok },
	{ .timeout = waits_ok },
	{ .timeout = private_bad },
	{ .timeout = looks_ok },
};
