/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/workqueue.h>

struct pot {
	struct work_struct reset_work;
	struct request *done[4];
};

static enum blk_eh_timer_return ask_ok(struct request *rq)
{
	struct pot *pot = rq->q->queuedata;

	schedule_work(&pot->reset_work);
	return BLK_EH_RESET_TIMER;
}

static enum blk_eh_timer_return wait_bad(struct request *rq)
{
	struct pot *pot = rq->q->queuedata;

	flush_work(&pot->reset_work);
// CHECK: time-only.c:[[@LINE+1]]:{{[0-9]+}}: error: wait_bad() gives the request more time, and does not have something run later that ends it, as the last thing [custody-strict-time-only]
	return BLK_EH_RESET_TIMER;
}

static void end_all(struct request **requests)
{
	while (*requests)
		blk_mq_complete_request(*requests++);
}

static enum blk_eh_timer_return first_ok(struct request *rq)
{
	struct pot *pot = rq->q->queuedata;

	end_all(pot->done);
	schedule_work(&pot->reset_work);
	return BLK_EH_RESET_TIMER;
}

static enum blk_eh_timer_return last_bad(struct request *rq)
{
	struct pot *pot = rq->q->queuedata;

	schedule_work(&pot->reset_work);
// CHECK: time-only.c:[[@LINE+1]]:{{[0-9]+}}: error: last_bad() gives the request more time, and does not have something run later that ends it, as the last thing [custody-strict-time-only]
	end_all(pot->done);
	return BLK_EH_RESET_TIMER;
}

/* What it says it borrows does not hide what its body does. */
static void end_lent(struct pot *pot __attribute__((annotate("custody.borrowed"))))
{
	end_all(pot->done);
}

static enum blk_eh_timer_return lent_bad(struct request *rq)
{
	struct pot *pot = rq->q->queuedata;

	schedule_work(&pot->reset_work);
// CHECK: time-only.c:[[@LINE+1]]:{{[0-9]+}}: error: lent_bad() gives the request more time, and does not have something run later that ends it, as the last thing [custody-strict-time-only]
	end_lent(pot);
	return BLK_EH_RESET_TIMER;
}

const struct blk_mq_ops times[] = { { .timeout = ask_ok }, { .timeout = wait_bad }, { .timeout = first_ok }, { .timeout = last_bad }, { .timeout = lent_bad } };
