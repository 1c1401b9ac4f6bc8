/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/printk.h>
#include <linux/spinlock.h>

struct cmd {
	int tag;
	blk_status_t status;
	struct request *rq;
	struct list_head entry;
};

void trace_done(int tag);

void pdu_bad(struct cmd *cmd)
{
	struct request *rq = blk_mq_rq_from_pdu(cmd);

	blk_mq_end_request(rq, BLK_STS_OK);
// CHECK: request-use-after-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cmd->tag' used after its request was completed [custody-request-use-after-complete]
	trace_done(cmd->tag);
// CHECK: note: {{.*}}completed here by blk_mq_end_request()
}

void pdu_ok(struct cmd *cmd)
{
	struct request *rq = blk_mq_rq_from_pdu(cmd);
	int tag = cmd->tag;

	blk_mq_end_request(rq, BLK_STS_OK);
	trace_done(tag);
}

void request_bad(struct request *rq)
{
	blk_mq_complete_request(rq);
// CHECK: request-use-after-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'rq->tag' used after its request was completed [custody-request-use-after-complete]
	trace_done(rq->tag);
}

void alias_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);
	struct cmd *same = cmd;

	blk_mq_free_request(blk_mq_rq_from_pdu(cmd));
// CHECK: request-use-after-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'same->status' used after its request was freed [custody-request-use-after-complete]
	same->status = BLK_STS_OK;
}

static void finish(struct cmd *cmd, blk_status_t status)
{
	blk_mq_end_request(blk_mq_rq_from_pdu(cmd), status);
}

void callee_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	finish(cmd, BLK_STS_IOERR);
// CHECK: request-use-after-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} used after its request was completed [custody-request-use-after-complete]
	if (cmd->status)
		trace_done(0);
}

/* The status is read from the request that was already freed. */
int executed_bad(struct request_queue *q)
{
	struct request *rq = blk_mq_alloc_request(q, REQ_OP_DRV_IN, 0);
	struct cmd *cmd;

	if (!rq || (unsigned long)rq >= (unsigned long)-4095)
		return -ENOMEM;
	cmd = blk_mq_rq_to_pdu(rq);
	blk_execute_rq(rq, true);
	blk_mq_free_request(rq);
// CHECK: request-use-after-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cmd->status' used after its request was freed [custody-request-use-after-complete]
	return cmd->status ? -EIO : 0;
}

void nowait_bad(struct request *rq)
{
	blk_execute_rq_nowait(rq, false);
// CHECK: request-use-after-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'rq->tag' used after its request was sent off [custody-request-use-after-complete]
	trace_done(rq->tag);
}

/* Whoever is told "false" still has the request. */
void remote_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (blk_mq_complete_request_remote(rq))
		return;
	trace_done(cmd->tag);
	blk_mq_end_request(rq, cmd->status);
}

void remote_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (!blk_mq_complete_request_remote(rq))
		blk_mq_end_request(rq, BLK_STS_OK);
// CHECK: request-use-after-complete.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cmd->tag' used after its request was completed [custody-request-use-after-complete]
	trace_done(cmd->tag);
}

void one_branch_ok(struct request *rq, int failed)
{
	if (failed) {
		blk_mq_end_request(rq, BLK_STS_IOERR);
		return;
	}
	trace_done(rq->tag);
}

void flag_ok(struct request *rq, int failed)
{
	if (failed)
		blk_mq_end_request(rq, BLK_STS_IOERR);
	else
		trace_done(rq->tag);
	if (!failed)
		trace_done(rq->tag);
}

/* The next one in the list is another request. */
void list_ok(struct list_head *done)
{
	struct cmd *cmd, *next;

	for (cmd = container_of(done->next, struct cmd, entry); &cmd->entry != done; cmd = next) {
		next = container_of(cmd->entry.next, struct cmd, entry);
		finish(cmd, BLK_STS_OK);
	}
}

/* The block layer holds a reference while timeout() runs. */
static enum blk_eh_timer_return timeout_ok(struct request *rq)
{
	blk_mq_complete_request(rq);
	pr_warn("tag %d timed out\n", rq->tag);
	return BLK_EH_DONE;
}

const struct blk_mq_ops uac_ops = {
	.timeout = timeout_ok,
};

/* Sent off; then its owner is told that it is back. */
struct sent {
	struct request *rq;
	int done;
};
void blk_execute_rq_nowait(struct request *rq, bool at_head);
void wait_for(int *done);

static int sent_finish(struct sent *s)
{
	return s->rq->tag;
}

int waited_ok(struct sent *s)
{
	blk_execute_rq_nowait(s->rq, true);
	wait_for(&s->done);
	if (s->done)
		return sent_finish(s);
	return -4;
}
