/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/bitops.h>
#include <linux/blk-mq.h>

struct cmd {
	unsigned long flags;
	u32 cookie;
};
struct dev {
	struct blk_mq_tag_set set;
};
#define CMD_INFLIGHT 0

void unchecked_bad(struct dev *d, int tag)
{
	struct request *rq = blk_mq_tag_to_rq(d->set.tags[0], tag);

// CHECK: request-unproven-tag.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_complete_request() on 'rq', which was found by its tag and not shown to be in flight [custody-request-unproven-tag]
	blk_mq_complete_request(rq);
// CHECK: note: {{.*}}found by its tag here by blk_mq_tag_to_rq()
}

void null_is_not_enough_bad(struct dev *d, int tag)
{
	struct request *rq = blk_mq_tag_to_rq(d->set.tags[0], tag);

	if (!rq)
		return;
// CHECK: request-unproven-tag.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_end_request() on 'rq', which was found by its tag and not shown to be in flight [custody-request-unproven-tag]
	blk_mq_end_request(rq, BLK_STS_OK);
}

void started_ok(struct dev *d, int tag)
{
	struct request *rq = blk_mq_tag_to_rq(d->set.tags[0], tag);

	if (!rq || !blk_mq_request_started(rq))
		return;
	blk_mq_complete_request(rq);
}

void own_flag_ok(struct dev *d, int tag)
{
	struct request *rq = blk_mq_tag_to_rq(d->set.tags[0], tag);
	struct cmd *cmd;

	if (!rq)
		return;
	cmd = blk_mq_rq_to_pdu(rq);
	if (!test_and_clear_bit(CMD_INFLIGHT, &cmd->flags))
		return;
	blk_mq_complete_request(rq);
}

void cookie_ok(struct dev *d, int tag, u32 cookie)
{
	struct request *rq = blk_mq_tag_to_rq(d->set.tags[0], tag);
	struct cmd *cmd;

	if (!rq)
		return;
	cmd = blk_mq_rq_to_pdu(rq);
	if (cmd->cookie != cookie)
		return;
	blk_mq_complete_request(rq);
}

/* Any test of its own is taken for the proof: this one proves nothing. */
void FN_wrong_test_bad(struct dev *d, int tag)
{
	struct request *rq = blk_mq_tag_to_rq(d->set.tags[0], tag);

	if (!rq)
		return;
	if (req_op(rq) == REQ_OP_WRITE)
		rq->__data_len = 0;
	blk_mq_complete_request(rq);
}

#define INTERNAL_TAG 0

/* The driver's own command: no device names its tag. */
static void complete_internal_ok(struct dev *d)
{
	struct request *rq = blk_mq_tag_to_rq(d->set.tags[0], INTERNAL_TAG);

	if (rq)
		blk_mq_complete_request(rq);
}
