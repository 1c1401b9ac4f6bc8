/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/list.h>
#include <linux/workqueue.h>

struct cmd {
	blk_status_t status;
	int retries;
	struct request *clone;
	void *buffer;
	struct list_head entry;
};
void pass_back(struct request *clone, blk_status_t status);
void forget(void *buffer);
struct dev {
	struct list_head retry;
	struct work_struct work;
};

static void forgotten_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (cmd->status) {
		if (cmd->retries++ < 3) {
			blk_mq_requeue_request(rq, true);
			return;
		}
// CHECK: request-not-completed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'rq' is lost: its completion handler neither ends, requeues nor keeps it [custody-request-not-completed]
		return;
	}
	blk_mq_end_request(rq, BLK_STS_OK);
}

static void ended_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (cmd->status && cmd->retries++ < 3)
		blk_mq_requeue_request(rq, true);
	else
		blk_mq_end_request(rq, cmd->status);
}

static void later_ok(struct request *rq)
{
	struct dev *d = rq->q->queuedata;
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (cmd->status) {
		list_add(&cmd->entry, &d->retry);
		schedule_work(&d->work);
		return;
	}
	blk_mq_end_request(rq, BLK_STS_OK);
}

/* Fault injection wants the request to run into its timeout. */
static void faked_ok(struct request *rq)
{
	if (!blk_should_fake_timeout(rq->q))
		blk_mq_end_request(rq, BLK_STS_OK);
}

/* The clone knows the request that it was made for. */
static void cloned_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (!cmd->clone)
		blk_mq_end_request(rq, cmd->status);
	else
		pass_back(cmd->clone, cmd->status);
}

static void cloned_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (!cmd->clone)
		blk_mq_end_request(rq, cmd->status);
	else
		forget(cmd->buffer);
// CHECK: request-not-completed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'rq' is lost: its completion handler neither ends, requeues nor keeps it [custody-request-not-completed]
}

const struct blk_mq_ops rnc_ops[] = {
	{ .complete = forgotten_bad },
	{ .complete = ended_ok },
	{ .complete = later_ok },
	{ .complete = faked_ok },
	{ .complete = cloned_ok },
	{ .complete = cloned_bad },
};
