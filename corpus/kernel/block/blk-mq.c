// SPDX-License-Identifier: MIT
/*
 * Dispatch. A bio becomes one request, or several if it is too large; a request goes to the driver
 * at once, or, when the driver or the queue can't take it, waits in its hardware queue's list. The
 * driver is called in a read-side section, which quiescing waits for: RCU's, or SRCU's when it may
 * sleep.
 */
#include "checked.h"
#include "blk.h"
#include "custody.h"

#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/smp.h>

#define RESOURCE_DELAY 3 /* jiffies */

struct workqueue_struct *kernel_kblockd(void)
{
	return system_wq;
}

struct blk_mq_hw_ctx *kernel_mq_hctx(struct request_queue *q)
{
	return q->hctx_table[q->tag_set->map[HCTX_TYPE_DEFAULT].mq_map[raw_smp_processor_id()]];
}

/* Where the driver may sleep its tag set has SRCU. */
#define IN_READ_SECTION(q, what)                                                                   \
	do {                                                                                       \
		struct srcu_struct *__srcu = (q)->tag_set->srcu;                                   \
                                                                                                   \
		if (__srcu) {                                                                      \
			int __index = srcu_read_lock(__srcu);                                      \
                                                                                                   \
			what;                                                                      \
			srcu_read_unlock(__srcu, __index);                                         \
		} else {                                                                           \
			rcu_read_lock();                                                           \
			what;                                                                      \
			rcu_read_unlock();                                                         \
		}                                                                                  \
	} while (0)

static bool may_dispatch(struct blk_mq_hw_ctx *hctx)
{
	return !test_bit(BLK_MQ_S_STOPPED, &hctx->state) && !blk_queue_quiesced(hctx->queue);
}

/* --- the end of a request ----------------------------------------------------------------- */

bool blk_update_request(struct request *rq, blk_status_t status, unsigned int bytes)
{
	unsigned int done = 0;

	while (rq->bio) {
		struct bio *bio = rq->bio;
		unsigned int part = min(bio->bi_iter.bi_size, bytes - done);
		bool whole = part == bio->bi_iter.bi_size;

		if (status)
			WRITE_ONCE(bio->bi_status, status);
		if (whole) {
			rq->bio = bio->bi_next;
			bio->bi_next = NULL;
		}
		done += part;
		bio_advance(bio, part);
		if (!whole)
			break;
		bio_endio(bio);
	}
	if (!rq->bio) {
		rq->__data_len = 0;
		return false;
	}
	rq->__data_len -= done;
	rq->__sector += done >> SECTOR_SHIFT;
	return true;
}

/* The driver gives it back. */
static void give_back(struct kernel_request *kr)
{
	if (!KERNEL_CHECKED)
		return;
	checked_that(kernel_request_move(kr, FROM(OWNER_ISSUING) | FROM(OWNER_DRIVER), OWNER_BLOCK),
		     "request-double-complete",
		     "a request is ended that is not the driver's, or no longer");
	WRITE_ONCE(kr->ended_by, current);
}

void blk_mq_free_request(struct request *rq)
{
	struct kernel_request *kr = kernel_request(rq);

	if (KERNEL_CHECKED)
		checked_that(kernel_request_move(kr, ~FROM(OWNER_NOBODY), OWNER_NOBODY),
			     "request-double-complete", "a request is freed that is free already");
	kernel_request_check_end(kr);
	WRITE_ONCE(rq->state, MQ_RQ_IDLE);
	kernel_request_put(kr);
}

static void end(struct request *rq, blk_status_t status)
{
	if (rq->q->mq_ops->cleanup_rq && rq->rq_flags & RQF_DONTPREP) {
		rq->q->mq_ops->cleanup_rq(rq);
		rq->rq_flags &= ~RQF_DONTPREP;
	}
	/* whoever looks for late requests must not find it any more */
	blk_mq_set_request_complete(rq);
	/* now, for the handler that ends it: who frees it later does not know that the handler
	 * returns */
	kernel_request_check_end(kernel_request(rq));
	if (!rq->end_io || rq->end_io(rq, status) == RQ_END_IO_FREE)
		blk_mq_free_request(rq);
}

void __blk_mq_end_request(struct request *rq, blk_status_t status)
{
	give_back(kernel_request(rq));
	end(rq, status);
}

/* By the block layer itself: the driver never had it, or refused it. */
static void end_undone(struct request *rq, blk_status_t status)
{
	BUG_ON(blk_update_request(rq, status, blk_rq_bytes(rq)));
	end(rq, status);
}

void blk_mq_end_request(struct request *rq, blk_status_t status)
{
	give_back(kernel_request(rq));
	end_undone(rq, status);
}

bool blk_mq_complete_request_remote(struct request *rq)
{
	if (KERNEL_CHECKED) {
		unsigned int owner = READ_ONCE(kernel_request(rq)->owner) & OWNER_MASK;

		checked_that(
			(owner == OWNER_ISSUING || owner == OWNER_DRIVER) &&
				blk_mq_rq_state(rq) != MQ_RQ_COMPLETE,
			"request-double-complete",
			"a request is completed that is completed already, or is not the driver's");
	}
	blk_mq_set_request_complete(rq);
	return false;
}

void blk_mq_complete_request(struct request *rq)
{
	if (blk_mq_complete_request_remote(rq))
		return;
	if (rq->q->mq_ops->complete)
		rq->q->mq_ops->complete(rq);
	else
		blk_mq_end_request(rq, BLK_STS_OK);
}

void blk_mq_start_request(struct request *rq)
{
	if (KERNEL_CHECKED) {
		unsigned int owner = READ_ONCE(kernel_request(rq)->owner) & OWNER_MASK;

		checked_that(owner == OWNER_ISSUING || owner == OWNER_DRIVER,
			     "request-use-after-complete",
			     "a request is started that is not the driver's");
		checked_that(blk_mq_rq_state(rq) == MQ_RQ_IDLE, "request-started-twice",
			     "a request is started that is started already");
	}
	rq->io_start_time_ns = ktime_get_ns();
	kernel_mq_start_timeout(rq);
	smp_store_release(&rq->state, MQ_RQ_IN_FLIGHT);
}

/* --- dispatch ----------------------------------------------------------------------------- */

static void wait_in_list(struct blk_mq_hw_ctx *hctx, struct kernel_request *kr, bool first)
{
	spin_lock(&hctx->lock);
	if (first)
		list_add(&kr->node, &hctx->dispatch);
	else
		list_add_tail(&kr->node, &hctx->dispatch);
	spin_unlock(&hctx->lock);
}

/* Gives it to the driver, in a read-side section. What the driver refused is the block layer's
 * again. */
static blk_status_t issue(struct blk_mq_hw_ctx *hctx, struct kernel_request *kr, bool last)
{
	struct blk_mq_queue_data bd = {.rq = &kr->rq, .last = last};
	unsigned long given;
	blk_status_t status;

	if (!KERNEL_CHECKED)
		return hctx->queue->mq_ops->queue_rq(hctx, &bd);
	kernel_request_move(kr, FROM(OWNER_BLOCK), OWNER_ISSUING);
	given = READ_ONCE(kr->owner);
	status = hctx->queue->mq_ops->queue_rq(hctx, &bd);
	if (status == BLK_STS_OK) {
		/* it may have been ended meanwhile, and even be in use again */
		try_cmpxchg(&kr->owner, &given, (given & ~OWNER_MASK) | OWNER_DRIVER);
		return status;
	}
	checked_that_in(hctx->queue->mq_ops->queue_rq,
			try_cmpxchg(&kr->owner, &given, (given & ~OWNER_MASK) | OWNER_BLOCK),
			"request-complete-then-error",
			"queue_rq() returns error %u for a request that it has ended", status);
	checked_that_in(hctx->queue->mq_ops->queue_rq,
			blk_mq_rq_state(&kr->rq) == MQ_RQ_IDLE ||
				(status != BLK_STS_RESOURCE && status != BLK_STS_DEV_RESOURCE),
			"request-started-late", "queue_rq() refuses a request that it has started");
	return status;
}

/* True if the driver can't take more for now. */
static bool issue_or_keep(struct blk_mq_hw_ctx *hctx, struct kernel_request *kr, bool last)
{
	blk_status_t status = issue(hctx, kr, last);

	switch (status) {
	case BLK_STS_OK:
		return false;
	case BLK_STS_RESOURCE:
	case BLK_STS_DEV_RESOURCE:
		WRITE_ONCE(hctx->retry, 1);
		smp_mb();
		wait_in_list(hctx, kr, true);
		if (status == BLK_STS_RESOURCE)
			blk_mq_delay_run_hw_queue(hctx, RESOURCE_DELAY);
		return true;
	default:
		end_undone(&kr->rq, status);
		return false;
	}
}

static struct kernel_request *next_waiting(struct blk_mq_hw_ctx *hctx, bool *last)
{
	struct kernel_request *kr;

	spin_lock(&hctx->lock);
	kr = list_first_entry_or_null(&hctx->dispatch, struct kernel_request, node);
	if (kr)
		list_del_init(&kr->node);
	*last = list_empty(&hctx->dispatch);
	spin_unlock(&hctx->lock);
	return kr;
}

static void issue_waiting(struct blk_mq_hw_ctx *hctx)
{
	struct request_queue *q = hctx->queue;
	struct kernel_request *kr;
	bool last;

	WRITE_ONCE(hctx->retry, 0);
	while (may_dispatch(hctx) && (kr = next_waiting(hctx, &last))) {
		if (issue_or_keep(hctx, kr, last)) {
			if (!last && q->mq_ops->commit_rqs)
				q->mq_ops->commit_rqs(hctx);
			break;
		}
	}
}

static void dispatch(struct blk_mq_hw_ctx *hctx)
{
	IN_READ_SECTION(hctx->queue, issue_waiting(hctx));
}

static void run_work(struct work_struct *work)
{
	dispatch(container_of(to_delayed_work(work), struct blk_mq_hw_ctx, run_work));
}

static bool has_waiting(struct blk_mq_hw_ctx *hctx)
{
	return !list_empty(&hctx->dispatch);
}

void blk_mq_delay_run_hw_queue(struct blk_mq_hw_ctx *hctx, unsigned long msecs)
{
	if (may_dispatch(hctx))
		queue_delayed_work(kernel_kblockd(), &hctx->run_work, msecs_to_jiffies(msecs));
}

void blk_mq_run_hw_queue(struct blk_mq_hw_ctx *hctx, bool async)
{
	if (!may_dispatch(hctx) || !has_waiting(hctx))
		return;
	if (async || (hctx->queue->tag_set->srcu && in_atomic()))
		mod_delayed_work(kernel_kblockd(), &hctx->run_work, 0);
	else
		dispatch(hctx);
}

void blk_mq_run_hw_queues(struct request_queue *q, bool async)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned int i;

	queue_for_each_hw_ctx(q, hctx, i)
		blk_mq_run_hw_queue(hctx, async);
}

/* False: it has to wait for its turn. */
static bool issue_now(struct blk_mq_hw_ctx *hctx, struct kernel_request *kr)
{
	if (!may_dispatch(hctx) || has_waiting(hctx)) {
		wait_in_list(hctx, kr, false);
		return false;
	}
	issue_or_keep(hctx, kr, true);
	return true;
}

static void start_direct(struct blk_mq_hw_ctx *hctx, struct kernel_request *kr)
{
	bool issued;

	IN_READ_SECTION(hctx->queue, issued = issue_now(hctx, kr));
	if (!issued)
		blk_mq_run_hw_queue(hctx, false);
}

/* --- from bios ---------------------------------------------------------------------------- */

static void request_from_bio(struct request *rq, struct bio *bio, unsigned short segments)
{
	rq->bio = rq->biotail = bio;
	rq->__sector = bio->bi_iter.bi_sector;
	rq->__data_len = bio->bi_iter.bi_size;
	rq->nr_phys_segments = bio_has_data(bio) || bio->bi_iter.bi_size ? segments : 0;
	rq->part = bio->bi_bdev;
}

static void __trusted("the rest of one that was split waits for its parts")
	bio_fails(struct bio *bio __typestate(bio, any, ended), blk_status_t status)
{
	bio->bi_status = status;
	bio_endio(bio);
}

/* The caller has entered the queue; every request enters it for itself. */
void kernel_mq_submit(struct request_queue *q, struct bio *bio)
{
	struct bio *part;

	do {
		struct blk_mq_hw_ctx *hctx = kernel_mq_hctx(q);
		bool nowait = bio->bi_opf & REQ_NOWAIT;
		struct kernel_request *kr;
		unsigned short segments;

		part = kernel_split_to_limits(bio, &q->limits, &q->bio_split, &segments);
		if (!part) {
			bio_fails(bio, BLK_STS_RESOURCE);
			return;
		}
		/* a queue that is being frozen still takes what has entered it */
		kr = kernel_request_get(q, hctx, part->bi_opf, nowait ? BLK_MQ_REQ_NOWAIT : 0);
		if (!kr) {
			bool rest = part != bio;

			bio_fails(part, BLK_STS_AGAIN);
			if (rest)
				bio_fails(bio, BLK_STS_AGAIN);
			return;
		}
		kernel_queue_join(q);
		request_from_bio(&kr->rq, part, segments);
		start_direct(hctx, kr);
	} while (part != bio);
}

/* --- the driver's own requests ------------------------------------------------------------ */

struct request *blk_mq_alloc_request(struct request_queue *q, blk_opf_t opf,
				     blk_mq_req_flags_t flags)
{
	int error = kernel_queue_enter(q, !(flags & BLK_MQ_REQ_NOWAIT));
	struct kernel_request *kr;

	if (error)
		return ERR_PTR(error);
	kr = kernel_request_get(q, kernel_mq_hctx(q), opf, flags);
	if (kr)
		return &kr->rq;
	kernel_queue_exit(q);
	return ERR_PTR(-EWOULDBLOCK);
}

int blk_rq_map_kern(struct request_queue *q, struct request *rq, void *buffer, unsigned int len,
		    gfp_t flags)
{
	struct bio *bio;

	if (!len || !buffer || len > (u64)q->limits.max_hw_sectors << SECTOR_SHIFT)
		return -EINVAL;
	bio = bio_alloc(q->disk ? q->disk->part0 : NULL, 1, rq->cmd_flags, flags);
	if (!bio)
		return -ENOMEM;
	bio_add_page(bio, virt_to_page(buffer), len, offset_in_page(buffer));
	bio->bi_end_io = bio_put;
	request_from_bio(rq, bio, 1);
	return 0;
}

void blk_execute_rq_nowait(struct request *rq, bool at_head)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;

	wait_in_list(hctx, kernel_request(rq), at_head);
	blk_mq_run_hw_queue(hctx, false);
}

struct execution {
	struct completion done;
	blk_status_t status;
};

static enum rq_end_io_ret execution_ends(struct request *rq, blk_status_t status)
{
	struct execution *execution = rq->end_io_data;

	execution->status = status;
	complete(&execution->done);
	return RQ_END_IO_NONE;
}

blk_status_t blk_execute_rq(struct request *rq, bool at_head)
{
	struct execution execution = {.status = BLK_STS_OK};

	init_completion(&execution.done);
	rq->end_io = execution_ends;
	rq->end_io_data = &execution;
	blk_execute_rq_nowait(rq, at_head);
	wait_for_completion_io(&execution.done);
	return execution.status;
}

/* --- back into the queue ------------------------------------------------------------------ */

void blk_mq_requeue_request(struct request *rq, bool kick)
{
	struct kernel_request *kr = kernel_request(rq);
	struct request_queue *q = rq->q;

	give_back(kr);
	WRITE_ONCE(rq->state, MQ_RQ_IDLE);
	spin_lock(&q->requeue_lock);
	list_add_tail(&kr->node, &q->requeue_list);
	spin_unlock(&q->requeue_lock);
	if (kick)
		blk_mq_kick_requeue_list(q);
}

static void requeue_work(struct work_struct *work)
{
	struct request_queue *q =
		container_of(to_delayed_work(work), struct request_queue, requeue_work);
	struct kernel_request *kr, *next;
	LIST_HEAD(list);

	spin_lock(&q->requeue_lock);
	list_splice_init(&q->requeue_list, &list);
	spin_unlock(&q->requeue_lock);
	list_for_each_entry_safe(kr, next, &list, node) {
		list_del_init(&kr->node);
		wait_in_list(kr->rq.mq_hctx, kr, true);
	}
	blk_mq_run_hw_queues(q, false);
}

void blk_mq_delay_kick_requeue_list(struct request_queue *q, unsigned long msecs)
{
	mod_delayed_work(kernel_kblockd(), &q->requeue_work, msecs_to_jiffies(msecs));
}

void blk_mq_kick_requeue_list(struct request_queue *q)
{
	blk_mq_delay_kick_requeue_list(q, 0);
}

/* --- stopping, quiescing ------------------------------------------------------------------ */

void blk_mq_stop_hw_queue(struct blk_mq_hw_ctx *hctx)
{
	set_bit(BLK_MQ_S_STOPPED, &hctx->state);
	cancel_delayed_work(&hctx->run_work);
}

void blk_mq_start_hw_queue(struct blk_mq_hw_ctx *hctx)
{
	clear_bit(BLK_MQ_S_STOPPED, &hctx->state);
	blk_mq_run_hw_queue(hctx, hctx->queue->tag_set->srcu != NULL);
}

void blk_mq_stop_hw_queues(struct request_queue *q)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned int i;

	queue_for_each_hw_ctx(q, hctx, i)
		blk_mq_stop_hw_queue(hctx);
}

void blk_mq_start_hw_queues(struct request_queue *q)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned int i;

	queue_for_each_hw_ctx(q, hctx, i)
		blk_mq_start_hw_queue(hctx);
}

void blk_mq_start_stopped_hw_queues(struct request_queue *q, bool async)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned int i;

	queue_for_each_hw_ctx(q, hctx, i) {
		if (test_and_clear_bit(BLK_MQ_S_STOPPED, &hctx->state))
			blk_mq_run_hw_queue(hctx, async);
	}
}

void blk_mq_quiesce_queue_nowait(struct request_queue *q)
{
	__atomic_add_fetch(&q->quiesced, 1, __ATOMIC_SEQ_CST);
}

void blk_mq_wait_quiesce_done(struct blk_mq_tag_set *set)
{
	if (set->srcu)
		synchronize_srcu(set->srcu);
	else
		synchronize_rcu();
}

void blk_mq_quiesce_queue(struct request_queue *q)
{
	blk_mq_quiesce_queue_nowait(q);
	blk_mq_wait_quiesce_done(q->tag_set);
}

void blk_mq_unquiesce_queue(struct request_queue *q)
{
	int left = __atomic_sub_fetch(&q->quiesced, 1, __ATOMIC_SEQ_CST);

	if (!WARN_ON(left < 0) && !left)
		blk_mq_run_hw_queues(q, true);
}

void blk_mq_quiesce_tagset(struct blk_mq_tag_set *set)
{
	struct request_queue *q;

	mutex_lock(&set->tag_list_lock);
	list_for_each_entry(q, &set->tag_list, tag_set_list)
		blk_mq_quiesce_queue_nowait(q);
	mutex_unlock(&set->tag_list_lock);
	blk_mq_wait_quiesce_done(set);
}

void blk_mq_unquiesce_tagset(struct blk_mq_tag_set *set)
{
	struct request_queue *q;

	mutex_lock(&set->tag_list_lock);
	list_for_each_entry(q, &set->tag_list, tag_set_list)
		blk_mq_unquiesce_queue(q);
	mutex_unlock(&set->tag_list_lock);
}

/* --- queues ------------------------------------------------------------------------------- */

static struct blk_mq_hw_ctx *hctx_new(struct blk_mq_tag_set *set, struct request_queue *q,
				      unsigned int index)
{
	struct blk_mq_hw_ctx *hctx = kzalloc(sizeof(*hctx), GFP_KERNEL);

	if (!hctx)
		return NULL;
	spin_lock_init(&hctx->lock);
	INIT_LIST_HEAD(&hctx->dispatch);
	INIT_DELAYED_WORK(&hctx->run_work, run_work);
	hctx->queue = q;
	hctx->queue_num = index;
	hctx->tags = set->tags[index];
	hctx->flags = set->flags;
	if (set->ops->init_hctx && set->ops->init_hctx(hctx, set->driver_data, index)) {
		kfree(hctx);
		return NULL;
	}
	return hctx;
}

int kernel_mq_init_queue(struct blk_mq_tag_set *set, struct request_queue *q)
{
	q->hctx_table = kcalloc(set->nr_hw_queues, sizeof(*q->hctx_table), GFP_KERNEL);
	if (!q->hctx_table)
		return -ENOMEM;
	q->tag_set = set;
	q->mq_ops = set->ops;
	q->rq_timeout = set->timeout ? set->timeout : 30 * HZ;
	kernel_mq_init_timeout(q);
	INIT_DELAYED_WORK(&q->requeue_work, requeue_work);
	mutex_lock(&set->tag_list_lock);
	list_add_tail(&q->tag_set_list, &set->tag_list);
	mutex_unlock(&set->tag_list_lock);
	while (q->nr_hw_queues < set->nr_hw_queues) {
		q->hctx_table[q->nr_hw_queues] = hctx_new(set, q, q->nr_hw_queues);
		if (!q->hctx_table[q->nr_hw_queues])
			return -ENOMEM;
		q->nr_hw_queues++;
	}
	return 0;
}

/*
 * The end of I/O, while the driver is there: it may free the tag set and its own data afterwards,
 * even if somebody has the disk open still.
 */
void kernel_mq_exit_queue(struct request_queue *q)
{
	struct blk_mq_hw_ctx *hctx;
	unsigned int i;

	kernel_queue_dies(q);
	kernel_mq_exit_timeout(q);
	cancel_delayed_work_sync(&q->requeue_work);
	queue_for_each_hw_ctx(q, hctx, i)
		cancel_delayed_work_sync(&hctx->run_work);
	queue_for_each_hw_ctx(q, hctx, i) {
		if (q->mq_ops->exit_hctx)
			q->mq_ops->exit_hctx(hctx, i);
		hctx->tags = NULL;
	}
	mutex_lock(&q->tag_set->tag_list_lock);
	list_del_init(&q->tag_set_list);
	mutex_unlock(&q->tag_set->tag_list_lock);
}

/* With the last reference to the queue, when nobody can run it any more. */
void kernel_mq_release_queue(struct request_queue *q)
{
	unsigned int i;

	for (i = 0; i < q->nr_hw_queues; i++)
		kfree(q->hctx_table[i]);
	kfree(q->hctx_table);
}

static const struct checked_kind queue_kind = {.what = "request queue", .left = "queue-leak"};

struct request_queue *blk_mq_alloc_queue(struct blk_mq_tag_set *set, struct queue_limits *lim,
					 void *queuedata)
{
	struct request_queue *q = kernel_queue_alloc(lim);
	int error;

	if (IS_ERR(q))
		return q;
	q->queuedata = queuedata;
	error = kernel_mq_init_queue(set, q);
	if (error) {
		if (q->mq_ops)
			kernel_mq_exit_queue(q);
		kernel_mq_release_queue(q);
		kernel_queue_free(q);
		return ERR_PTR(error);
	}
	checked_enter(&queue_kind, q);
	return q;
}

void blk_mq_destroy_queue(struct request_queue *q)
{
	checked_that(!blk_queue_dying(q), "queue-double-destroy", "a queue is destroyed twice");
	kernel_mq_exit_queue(q);
}

void blk_put_queue(struct request_queue *q)
{
	checked_leave(&queue_kind, q);
	kernel_mq_release_queue(q);
	kernel_queue_free(q);
}
