// SPDX-License-Identifier: MIT
/*
 * Time limits. A queue has one timer, which goes off no later than a second after the first
 * request's limit; work then looks at all requests, and asks the driver about those that are late.
 * Each is held meanwhile: it may be ended, but does not become another one.
 */
#include "checked.h"
#include "blk.h"

#include <linux/kernel.h>

/* So that the timer is not moved for every request. */
static unsigned long rounded(unsigned long deadline)
{
	unsigned long step = HZ / 8;

	return deadline + step - deadline % step;
}

static void arm(struct request_queue *q, unsigned long deadline)
{
	unsigned long expires = rounded(deadline);

	if (!timer_pending(&q->timeout) || time_before(expires, READ_ONCE(q->timeout.expires)))
		timer_reduce(&q->timeout, expires);
}

void kernel_mq_start_timeout(struct request *rq)
{
	struct request_queue *q = rq->q;
	unsigned long deadline;

	if (!rq->timeout)
		rq->timeout = q->rq_timeout;
	deadline = jiffies + rq->timeout;
	WRITE_ONCE(kernel_request(rq)->timed_out, false);
	/* timeout() may ask for more time while a reset gives the request to the driver again */
	WRITE_ONCE(rq->deadline, deadline);
	arm(q, deadline);
}

static void handle_late(struct kernel_request *kr)
{
	struct request *rq = &kr->rq;

	WRITE_ONCE(kr->timed_out, true);
	WRITE_ONCE(kr->ended_by, NULL);
	if (rq->q->mq_ops->timeout && rq->q->mq_ops->timeout(rq) == BLK_EH_DONE)
		return;
	/* another thread may end it just now: that is no mistake */
	checked_that_in(rq->q->mq_ops->timeout, READ_ONCE(kr->ended_by) != current,
			"request-complete-then-rearm",
			"timeout() asks for more time for a request that it has ended");
	if (blk_mq_rq_state(rq) == MQ_RQ_IN_FLIGHT)
		kernel_mq_start_timeout(rq);
}

static void look_at(struct request_queue *q, struct kernel_request *kr)
{
	unsigned long deadline;

	if (!kernel_request_hold(kr))
		return;
	/* acquire: what the driver wrote before it started the request */
	if (kr->rq.q == q && smp_load_acquire(&kr->rq.state) == MQ_RQ_IN_FLIGHT &&
	    !READ_ONCE(kr->timed_out)) {
		deadline = READ_ONCE(kr->rq.deadline);
		if (time_after_eq(jiffies, deadline))
			handle_late(kr);
		else
			arm(q, deadline);
	}
	kernel_request_put(kr);
}

static void timeout_work(struct work_struct *work)
{
	struct request_queue *q = container_of(work, struct request_queue, timeout_work);
	struct blk_mq_hw_ctx *hctx;
	unsigned int i, tag;

	queue_for_each_hw_ctx(q, hctx, i) {
		for (tag = 0; tag < hctx->tags->nr_tags; tag++)
			look_at(q, hctx->tags->requests[tag]);
	}
}

static void timeout_timer(struct timer_list *timer)
{
	struct request_queue *q = from_timer(q, timer, timeout);

	queue_work(kernel_kblockd(), &q->timeout_work);
}

void blk_abort_request(struct request *rq)
{
	WRITE_ONCE(rq->deadline, jiffies);
	queue_work(kernel_kblockd(), &rq->q->timeout_work);
}

void kernel_mq_init_timeout(struct request_queue *q)
{
	timer_setup(&q->timeout, timeout_timer, 0);
	INIT_WORK(&q->timeout_work, timeout_work);
}

/* Work arms the timer and the timer queues the work: one after the other, with the timer never to
 * return. */
void kernel_mq_exit_timeout(struct request_queue *q)
{
	timer_shutdown_sync(&q->timeout);
	cancel_work_sync(&q->timeout_work);
}
