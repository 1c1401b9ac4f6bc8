/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct dev {
	spinlock_t lock;
	struct list_head stuck;
	struct request *last;
	struct work_struct reset;
	int polls, dead;
};
struct cmd {
	struct dev *dev;
	struct list_head entry;
	struct work_struct abort;
	struct request *rq;
	int retries;
};
static struct request *saved;

static enum blk_eh_timer_return global_bad(struct request *rq)
{
	saved = rq;
// CHECK: request-timeout-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'saved' leads to 'rq' after the timeout handler has given it back: it may complete at any time [custody-request-timeout-kept]
	return BLK_EH_RESET_TIMER;
}

static void note(struct dev *d, struct request *rq)
{
	d->last = rq;
}

static enum blk_eh_timer_return member_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (cmd->dev->dead) {
		blk_mq_complete_request(rq);
		return BLK_EH_DONE;
	}
	note(cmd->dev, rq);
// CHECK: request-timeout-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} leads to 'rq' after the timeout handler has given it back: it may complete at any time [custody-request-timeout-kept]
	return BLK_EH_RESET_TIMER;
}

static enum blk_eh_timer_return work_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	schedule_work(&cmd->abort);
// CHECK: request-timeout-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} leads to 'rq' after the timeout handler has given it back: it may complete at any time [custody-request-timeout-kept]
	return BLK_EH_RESET_TIMER;
}

static enum blk_eh_timer_return listed_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);
	struct dev *d = cmd->dev;

	spin_lock(&d->lock);
	list_add_tail(&cmd->entry, &d->stuck);
	spin_unlock(&d->lock);
// CHECK: request-timeout-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} leads to 'rq' after the timeout handler has given it back: it may complete at any time [custody-request-timeout-kept]
	return BLK_EH_RESET_TIMER;
}

static void park(struct dev *d, struct cmd *cmd)
{
	spin_lock(&d->lock);
	list_add(&cmd->entry, &d->stuck);
	spin_unlock(&d->lock);
}

static enum blk_eh_timer_return parked_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	park(cmd->dev, cmd);
	schedule_work(&cmd->dev->reset);
// CHECK: request-timeout-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} leads to 'rq' after the timeout handler has given it back: it may complete at any time [custody-request-timeout-kept]
	return BLK_EH_RESET_TIMER;
}

/* By a link of the request's own, and nobody asked whether it is still in flight. */
static enum blk_eh_timer_return queued_bad(struct request *rq)
{
	struct dev *d = rq->q->queuedata;

	spin_lock(&d->lock);
	list_add_tail(&rq->queuelist, &d->stuck);
	spin_unlock(&d->lock);
// CHECK: request-timeout-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} leads to 'rq' after the timeout handler has given it back: it may complete at any time [custody-request-timeout-kept]
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return listed_claimed_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (cmd->retries++)
		return BLK_EH_RESET_TIMER;
	park(cmd->dev, cmd);
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return taken_off_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	park(cmd->dev, cmd);
	spin_lock(&cmd->dev->lock);
	list_del(&cmd->entry);
	spin_unlock(&cmd->dev->lock);
	return BLK_EH_RESET_TIMER;
}

/* A list of the handler's own is gone with it. */
static enum blk_eh_timer_return own_list_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);
	struct list_head list = { &list, &list };

	spin_lock(&cmd->dev->lock);
	list_add(&cmd->entry, &list);
	spin_unlock(&cmd->dev->lock);
	return BLK_EH_RESET_TIMER;
}

/* With BLK_EH_DONE the request is the driver's only if nobody completes it meanwhile: nothing was asked of it. */
static enum blk_eh_timer_return done_bad(struct request *rq)
{
	struct dev *d = rq->q->queuedata;

	spin_lock(&d->lock);
	d->last = rq;
	spin_unlock(&d->lock);
	schedule_work(&d->reset);
// CHECK: request-timeout-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} leads to 'rq' after the timeout handler has given it back: it may complete at any time [custody-request-timeout-kept]
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return noted_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	note(cmd->dev, rq);
// CHECK: request-timeout-kept.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} leads to 'rq' after the timeout handler has given it back: it may complete at any time [custody-request-timeout-kept]
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return claimed_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (cmd->retries++)
		return BLK_EH_DONE;
	cmd->dev->last = rq;
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return completed_ok(struct request *rq)
{
	struct dev *d = rq->q->queuedata;

	d->last = NULL;
	d->polls = rq->tag;
	blk_mq_complete_request(rq);
	return BLK_EH_DONE;
}

/* It is the driver's: its own work item completes it later. */
static enum blk_eh_timer_return taken_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	schedule_work(&cmd->abort);
	return BLK_EH_DONE;
}

/* The private data may lead back. */
static enum blk_eh_timer_return own_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	cmd->rq = rq;
	cmd->retries++;
	return BLK_EH_RESET_TIMER;
}

/* The device is reset; what it does with the request it does by way of its tag. */
static enum blk_eh_timer_return reset_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	cmd->dev->polls++;
	schedule_work(&cmd->dev->reset);
	return BLK_EH_RESET_TIMER;
}

const struct blk_mq_ops rtk_ops[] = {
	{ .timeout = global_bad }, { .timeout = member_bad }, { .timeout = work_bad }, { .timeout = listed_bad },
	{ .timeout = taken_ok },   { .timeout = own_ok },     { .timeout = reset_ok },
	{ .timeout = done_bad },   { .timeout = noted_bad },  { .timeout = claimed_ok }, { .timeout = completed_ok },
	{ .timeout = parked_bad }, { .timeout = queued_bad }, { .timeout = listed_claimed_ok }, { .timeout = taken_off_ok },
	{ .timeout = own_list_ok },
};
