/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/hrtimer.h>
#include <linux/io.h>
#include <linux/list.h>

#include "custody.h"

struct pot {
	void __iomem *regs;
	struct request *slots[16] __keeps(*, holder, waiting, mine);
};
struct cmd {
	struct hrtimer timer __keeps(pdu, holder, others, mine);
	bool lost __keeps(pdu, holder, others, mine);
};

void cmd_init(struct cmd *cmd)
{
	hrtimer_init(&cmd->timer, 1, HRTIMER_MODE_REL);
}

/* --- queue_rq() puts it where somebody has it --- */

static blk_status_t queue_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct pot *pot = hctx->queue->queuedata;

	blk_mq_start_request(bd->rq);
	pot->slots[bd->rq->tag] = bd->rq;
	writel(bd->rq->tag, pot->regs);
	return BLK_STS_OK;
}

static blk_status_t queue_silent_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct pot *pot = hctx->queue->queuedata;

	blk_mq_start_request(bd->rq);
	pot->slots[bd->rq->tag] = bd->rq;
// CHECK: holder.c:[[@LINE+1]]:{{[0-9]+}}: {{error|warning}}: nobody is shown to end 'bd->rq' from here on: it is still kept for a device that was not told of it [custody-held-by-nobody]
	return BLK_STS_OK;
}

static blk_status_t queue_nowhere_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct pot *pot = hctx->queue->queuedata;

	blk_mq_start_request(bd->rq);
	writel(bd->rq->tag, pot->regs);
// CHECK: holder.c:[[@LINE+1]]:{{[0-9]+}}: {{error|warning}}: nobody is shown to end 'bd->rq' from here on: it is still this function's to end [custody-held-by-nobody]
	return BLK_STS_OK;
}

static blk_status_t queue_timed_ok(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(bd->rq);

	cmd->lost = bd->rq->tag == 3;
	blk_mq_start_request(bd->rq);
	if (!cmd->lost)
		hrtimer_start(&cmd->timer, 1, HRTIMER_MODE_REL);
	return BLK_STS_OK;
}

static blk_status_t queue_timed_bad(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(bd->rq);

	cmd->lost = false;
	blk_mq_start_request(bd->rq);
	if (bd->rq->tag != 3)
		hrtimer_start(&cmd->timer, 1, HRTIMER_MODE_REL);
// CHECK: holder.c:[[@LINE+2]]:{{[0-9]+}}: {{error|warning}}: nobody is shown to end 'bd->rq' from here on: it is still this function's to end [custody-held-by-nobody]
// CHECK: holder.c:[[@LINE+1]]:{{[0-9]+}}: {{error|warning}}: 'bd->rq' is lost: success is returned, but nothing was done with it since it was started [custody-request-forgotten]
	return BLK_STS_OK;
}

/* --- who takes it out has it --- */

void take_ok(struct pot *pot, struct list_head *taken)
{
	struct request *rq = pot->slots[1];

	if (!rq)
		return;
	pot->slots[1] = NULL;
	list_add_tail(&rq->queuelist, taken);
}

void take_bad(struct pot *pot, struct list_head *taken)
{
	struct request *rq = pot->slots[1];

	if (!rq)
		return;
// CHECK: holder.c:[[@LINE+1]]:{{[0-9]+}}: {{error|warning}}: list_add_tail() on 'pot->slots[1]', which is kept for a device that was not told of it [custody-held-by-others]
	list_add_tail(&rq->queuelist, taken);
}

/* --- a handler has what its timer kept --- */

static enum hrtimer_restart expired_ok(struct hrtimer *timer)
{
	struct cmd *cmd = container_of(timer, struct cmd, timer);

	blk_mq_complete_request(blk_mq_rq_from_pdu(cmd));
	return HRTIMER_NORESTART;
}

static enum hrtimer_restart expired_bad(struct hrtimer *timer)
{
	struct cmd *cmd = container_of(timer, struct cmd, timer);

	cmd->lost = false;
// CHECK: holder.c:[[@LINE+1]]:{{[0-9]+}}: {{error|warning}}: nobody is shown to end '&the cmd that holds timer' from here on: it is still this function's to end [custody-held-by-nobody]
	return HRTIMER_NORESTART;
}

void arm(struct cmd *cmd, struct cmd *other)
{
	cmd->timer.function = expired_ok;
	other->timer.function = expired_bad;
}

/* --- timeout() does not, until it has taken it back --- */

static bool take_back(struct cmd *cmd)
{
	bool taken = cmd->lost || hrtimer_try_to_cancel(&cmd->timer) > 0;

	cmd->lost = false;
	return taken;
}

static bool take_back_late(struct cmd *cmd)
{
	cmd->lost = false;
	return cmd->lost || hrtimer_try_to_cancel(&cmd->timer) > 0;
}

static enum blk_eh_timer_return timeout_ok(struct request *rq)
{
	if (take_back(blk_mq_rq_to_pdu(rq)))
		blk_mq_complete_request(rq);
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return timeout_theirs_bad(struct request *rq)
{
	if (!take_back(blk_mq_rq_to_pdu(rq))) {
// CHECK: holder.c:[[@LINE+1]]:{{[0-9]+}}: {{error|warning}}: blk_mq_complete_request() on 'rq', which is somebody else's to end [custody-held-by-others]
		blk_mq_complete_request(rq);
		return BLK_EH_DONE;
	}
// CHECK: holder.c:[[@LINE+1]]:{{[0-9]+}}: {{error|warning}}: nobody is shown to end 'rq' from here on: it is still this function's to end [custody-held-by-nobody]
	return BLK_EH_DONE;
}

static enum blk_eh_timer_return timeout_late_bad(struct request *rq)
{
	if (take_back_late(blk_mq_rq_to_pdu(rq)))
		blk_mq_complete_request(rq);
// CHECK: holder.c:[[@LINE+1]]:{{[0-9]+}}: {{error|warning}}: nobody is shown to end 'rq' from here on: it is still this function's to end [custody-held-by-nobody]
	return BLK_EH_DONE;
}

const struct blk_mq_ops holders[] = {
	{ .queue_rq = queue_ok, .timeout = timeout_ok },
	{ .queue_rq = queue_silent_bad, .timeout = timeout_theirs_bad },
	{ .queue_rq = queue_nowhere_bad, .timeout = timeout_late_bad },
	{ .queue_rq = queue_timed_ok },
	{ .queue_rq = queue_timed_bad },
};
