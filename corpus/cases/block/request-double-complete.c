/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/list.h>

struct cmd {
	blk_status_t status;
	unsigned long flags;
};

int send_cmd(struct cmd *cmd);

void twice_bad(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
// CHECK: request-double-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_end_request() on 'rq', which was already completed [custody-request-double-complete]
	blk_mq_end_request(rq, BLK_STS_OK);
// CHECK: note: {{.*}}completed here by blk_mq_end_request()
}

void end_after_complete_bad(struct request *rq, int bad)
{
	blk_mq_complete_request(rq);
	if (bad)
// CHECK: request-double-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_end_request() on 'rq', which was already completed [custody-request-double-complete]
		blk_mq_end_request(rq, BLK_STS_IOERR);
}

static int submit(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);
	int ret = send_cmd(cmd);

	if (ret < 0)
		blk_mq_end_request(rq, BLK_STS_IOERR);
	return ret;
}

/* submit() has ended it when it fails */
void callee_bad(struct request *rq)
{
	if (submit(rq) < 0)
// CHECK: request-double-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_end_request() on 'rq', which was already completed [custody-request-double-complete]
		blk_mq_end_request(rq, BLK_STS_IOERR);
}

void callee_ok(struct request *rq)
{
	if (submit(rq) < 0)
		return;
	blk_mq_end_request(rq, BLK_STS_OK);
}

void free_after_end_bad(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_OK);
// CHECK: request-double-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_free_request() on 'rq', which was already completed [custody-request-double-complete]
	blk_mq_free_request(rq);
}

void requeue_after_end_bad(struct request *rq)
{
	__blk_mq_end_request(rq, BLK_STS_OK);
// CHECK: request-double-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_requeue_request() on 'rq', which was already completed [custody-request-double-complete]
	blk_mq_requeue_request(rq, true);
}

void end_after_requeue_bad(struct request *rq)
{
	blk_mq_requeue_request(rq, true);
// CHECK: request-double-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_end_request() on 'rq', which was already requeued [custody-request-double-complete]
	blk_mq_end_request(rq, BLK_STS_IOERR);
}

/* complete() is given a request that is marked complete: it has to end it */
static void complete_bad(struct request *rq)
{
// CHECK: request-double-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_complete_request() on 'rq', which was already marked complete [custody-request-double-complete]
	blk_mq_complete_request(rq);
}

static void complete_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	blk_mq_end_request(rq, cmd->status);
}

const struct blk_mq_ops dc_bad_ops = { .complete = complete_bad };
const struct blk_mq_ops dc_ok_ops = { .complete = complete_ok };

void partial_ok(struct request *rq, unsigned int bytes)
{
	if (blk_update_request(rq, BLK_STS_OK, bytes)) {
		blk_mq_requeue_request(rq, true);
		return;
	}
	__blk_mq_end_request(rq, BLK_STS_OK);
}

void batch_ok(struct request *rq, struct io_comp_batch *iob)
{
	if (!blk_mq_add_to_batch(rq, iob, false, blk_mq_end_request_batch))
		blk_mq_end_request(rq, BLK_STS_OK);
}

void batch_bad(struct request *rq, struct io_comp_batch *iob)
{
	if (blk_mq_add_to_batch(rq, iob, false, blk_mq_end_request_batch))
// CHECK: request-double-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: blk_mq_end_request() on 'rq', which was already completed [custody-request-double-complete]
		blk_mq_end_request(rq, BLK_STS_OK);
}

void loop_ok(struct list_head *head)
{
	struct request *rq, *next;

	list_for_each_entry_safe(rq, next, head, queuelist) {
		list_del_init(&rq->queuelist);
		blk_mq_end_request(rq, BLK_STS_IOERR);
	}
}
