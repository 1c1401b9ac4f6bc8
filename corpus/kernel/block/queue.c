// SPDX-License-Identifier: MIT
/*
 * Queues, and who is in them. Everyone who does something with a queue enters it: counters for each
 * CPU, so that nobody waits for anybody. Freezing sets a mark and waits until as many have left as
 * have entered. One may leave on another CPU than one entered on.
 */
#include "checked.h"
#include "blk.h"

#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>

#define SHARDS 16

struct kernel_usage {
	struct {
		atomic_long_t ins, outs;
	} ____cacheline_aligned_in_smp shards[SHARDS];
};

static unsigned int my_shard(void)
{
	return current->pid % SHARDS;
}

static bool is_frozen(struct request_queue *q)
{
	return __atomic_load_n(&q->frozen, __ATOMIC_SEQ_CST);
}

/*
 * Outs are read before ins: at the moment in between, no fewer had left than were read, and no more
 * had entered. If the sums are equal nobody was in the queue then, and with the queue frozen nobody
 * has come since.
 */
static bool is_empty(struct request_queue *q)
{
	long ins = 0, outs = 0;
	int i;

	for (i = 0; i < SHARDS; i++)
		outs += atomic_long_fetch_add(0, &q->usage->shards[i].outs);
	for (i = 0; i < SHARDS; i++)
		ins += atomic_long_fetch_add(0, &q->usage->shards[i].ins);
	return ins == outs;
}

/* As soon as it has left, who waits for that may free the queue: after a grace period. */
void kernel_queue_exit(struct request_queue *q)
{
	rcu_read_lock();
	atomic_long_inc_return(&q->usage->shards[my_shard()].outs);
	if (is_frozen(q))
		wake_up_all(&q->freeze_wait);
	rcu_read_unlock();
}

void kernel_queue_join(struct request_queue *q)
{
	atomic_long_inc_return(&q->usage->shards[my_shard()].ins);
}

int kernel_queue_enter(struct request_queue *q, bool wait)
{
	for (;;) {
		atomic_long_inc_return(&q->usage->shards[my_shard()].ins);
		if (likely(!is_frozen(q)))
			return 0;
		kernel_queue_exit(q);
		if (blk_queue_dying(q))
			return -ENODEV;
		if (!wait)
			return -EAGAIN;
		wait_event(q->freeze_wait, !is_frozen(q) || blk_queue_dying(q));
	}
}

void blk_freeze_queue_start(struct request_queue *q)
{
	mutex_lock(&q->freeze_lock);
	__atomic_add_fetch(&q->frozen, 1, __ATOMIC_SEQ_CST);
	mutex_unlock(&q->freeze_lock);
	if (q->mq_ops)
		blk_mq_run_hw_queues(q, false);
}

/* Requests that never come back: in the checked build that is told, in the kernel it hangs. */
#define LOST_AFTER (5 * HZ)

void blk_mq_freeze_queue_wait(struct request_queue *q)
{
	if (!KERNEL_CHECKED) {
		wait_event(q->freeze_wait, is_empty(q));
		return;
	}
	while (!wait_event_timeout(q->freeze_wait, is_empty(q), LOST_AFTER + q->rq_timeout))
		checked_trap("request-lost",
			     "a queue does not become empty: a request is not ended");
}

int blk_mq_freeze_queue_wait_timeout(struct request_queue *q, unsigned long timeout)
{
	return wait_event_timeout(q->freeze_wait, is_empty(q), timeout);
}

void blk_mq_freeze_queue(struct request_queue *q)
{
	blk_freeze_queue_start(q);
	blk_mq_freeze_queue_wait(q);
}

void blk_mq_unfreeze_queue(struct request_queue *q)
{
	mutex_lock(&q->freeze_lock);
	WARN_ON(__atomic_sub_fetch(&q->frozen, 1, __ATOMIC_SEQ_CST) < 0);
	mutex_unlock(&q->freeze_lock);
	wake_up_all(&q->freeze_wait);
}

void kernel_queue_dies(struct request_queue *q)
{
	WRITE_ONCE(q->dying, true);
	blk_freeze_queue_start(q);
	wake_up_all(&q->freeze_wait);
	blk_mq_freeze_queue_wait(q);
}

struct request_queue *kernel_queue_alloc(struct queue_limits *lim)
{
	struct queue_limits limits = lim ? *lim : (struct queue_limits){.features = 0};
	int error = kernel_validate_limits(&limits);
	struct request_queue *q;

	if (error)
		return ERR_PTR(error);
	q = kzalloc(sizeof(*q), GFP_KERNEL);
	if (!q)
		return ERR_PTR(-ENOMEM);
	q->usage = kzalloc(sizeof(*q->usage), GFP_KERNEL);
	if (!q->usage) {
		kfree(q);
		return ERR_PTR(-ENOMEM);
	}
	q->limits = limits;
	mutex_init(&q->limits_lock);
	mutex_init(&q->freeze_lock);
	init_waitqueue_head(&q->freeze_wait);
	spin_lock_init(&q->requeue_lock);
	INIT_LIST_HEAD(&q->requeue_list);
	INIT_LIST_HEAD(&q->tag_set_list);
	return q;
}

static void queue_free(struct rcu_head *head)
{
	struct request_queue *q = container_of(head, struct request_queue, rcu_head);

	kfree(q->usage);
	kfree(q);
}

void kernel_queue_free(struct request_queue *q)
{
	mutex_destroy(&q->limits_lock);
	mutex_destroy(&q->freeze_lock);
	call_rcu(&q->rcu_head, queue_free);
}
