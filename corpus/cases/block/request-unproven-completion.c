/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/bitops.h>

struct cmd {
	blk_status_t status;
	unsigned long flags;
};
struct dev {
	struct blk_mq_tag_set set;
	int live;
};
void stop_hw(struct request *rq);

static bool cancel_all_bad(struct request *rq, void *data)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	cmd->status = BLK_STS_IOERR;
// CHECK: request-unproven-completion.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_complete_request() on 'rq', which may be completed or idle: {{.*}}never shown to be in flight [custody-request-unproven-completion]
	blk_mq_complete_request(rq);
// CHECK: note: {{.*}}shown by the busy iterator{{.*}}
	return true;
}

static bool cancel_state_ok(struct request *rq, void *data)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (blk_mq_rq_state(rq) != MQ_RQ_IN_FLIGHT)
		return true;
	cmd->status = BLK_STS_IOERR;
	blk_mq_complete_request(rq);
	return true;
}

/* The iterator shows no idle request, so that this is enough here. */
static bool cancel_completed_ok(struct request *rq, void *data)
{
	if (!blk_mq_request_completed(rq))
		blk_mq_complete_request(rq);
	return true;
}

static bool cancel_flag_ok(struct request *rq, void *data)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (!test_and_clear_bit(0, &cmd->flags))
		return true;
	blk_mq_complete_request(rq);
	return true;
}

void cancel(struct dev *d)
{
	blk_mq_tagset_busy_iter(&d->set, cancel_all_bad, d);
	blk_mq_tagset_busy_iter(&d->set, cancel_state_ok, d);
	blk_mq_tagset_busy_iter(&d->set, cancel_completed_ok, d);
	blk_mq_tagset_busy_iter(&d->set, cancel_flag_ok, d);
}

/* Recovery may have completed and freed it: then it is idle, which is "not completed". */
static enum blk_eh_timer_return timeout_bad(struct request *rq)
{
	stop_hw(NULL);
	if (!blk_mq_request_completed(rq))
// CHECK: request-unproven-completion.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_complete_request() on 'rq', which may be completed or idle: {{.*}} [custody-request-unproven-completion]
		blk_mq_complete_request(rq);
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return timeout_ok(struct request *rq)
{
	stop_hw(NULL);
	if (blk_mq_request_started(rq) && !blk_mq_request_completed(rq))
		blk_mq_complete_request(rq);
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return timeout_plain_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	cmd->status = BLK_STS_TIMEOUT;
	blk_mq_complete_request(rq);
	return BLK_EH_DONE;
}

const struct blk_mq_ops ruc_ops[] = {
	{ .timeout = timeout_bad },
	{ .timeout = timeout_ok },
	{ .timeout = timeout_plain_ok },
};
