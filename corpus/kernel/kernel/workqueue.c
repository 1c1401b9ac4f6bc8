// SPDX-License-Identifier: MIT
/*
 * Work items. All workqueues share a pool of threads, which grows when work is ready and all
 * threads are busy. A work item waits in its workqueue until the queue may have one more active,
 * and until no thread runs that same item; then it is ready. pool_lock guards everything, the
 * fields of struct work_struct too.
 *
 * Each queueing has a ticket, from one counter; waiting for work is waiting until tickets have
 * passed. A work item may free itself: after its function has begun, only its address is used.
 */
#include "checked.h"
#include "custody.h"
#include "internal.h"

#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define MAX_WORKERS 256
#define NAME_LENGTH 32

/* Where a pending work item is. */
enum place {
	PLACE_NONE,
	PLACE_TIMER,
	PLACE_QUEUE,
	PLACE_READY,
};

struct workqueue_struct {
	char name[NAME_LENGTH];
	int max_active, active;
	bool draining;
	struct list_head queue;
};

struct worker {
	struct list_head busy;
	struct work_struct *work;
	struct workqueue_struct *wq;
	/* that has this same work item waiting for its end */
	struct workqueue_struct *blocked;
	struct task_struct *task;
	unsigned long ticket;
};

static DEFINE_SPINLOCK(pool_lock);
static LIST_HEAD(ready);
static LIST_HEAD(busy);
static unsigned int nr_ready, nr_workers, nr_idle;
static unsigned long last_ticket;
static DECLARE_WAIT_QUEUE_HEAD(more_work);
static DECLARE_WAIT_QUEUE_HEAD(work_done);

#define STATIC_WQ(variable, text)                                                                  \
	{.name = text, .max_active = WQ_MAX_ACTIVE, .queue = LIST_HEAD_INIT((variable).queue)}
struct workqueue_struct kernel_system_wq = STATIC_WQ(kernel_system_wq, "events");
struct workqueue_struct kernel_system_long_wq = STATIC_WQ(kernel_system_long_wq, "events_long");

static const struct checked_kind pending_kind = {.what = "pending work item",
						 .freed = "free-while-armed"};
static const struct checked_kind running_kind = {
	.what = "executing work item", .freed = "free-while-armed", .others_only = true};

static void worker_thread(void *unused);

void kernel_init_work(struct work_struct *work, work_func_t func)
{
	*work = (struct work_struct){.func = func};
	INIT_LIST_HEAD(&work->entry);
}

/* --- with pool_lock held
 * ----------------------------------------------------------------------------------- */

static struct worker *worker_of(const struct work_struct *work)
{
	struct worker *worker;

	list_for_each_entry(worker, &busy, busy) {
		if (worker->work == work)
			return worker;
	}
	return NULL;
}

static struct work_struct *first_runnable(struct workqueue_struct *wq)
{
	struct work_struct *work;

	list_for_each_entry(work, &wq->queue, entry) {
		struct worker *worker = worker_of(work);

		if (!worker)
			return work;
		worker->blocked = wq;
	}
	return NULL;
}

static void wake_worker(void)
{
	if (nr_ready > nr_idle && nr_workers < MAX_WORKERS) {
		nr_workers++;
		kernel_start_thread("kworker", worker_thread, NULL);
	} else {
		wake_up(&more_work);
	}
}

/* Makes ready what may run. */
static void kick(struct workqueue_struct *wq)
{
	struct work_struct *work;

	while (wq->active < wq->max_active && (work = first_runnable(wq))) {
		list_move_tail(&work->entry, &ready);
		work->place = PLACE_READY;
		wq->active++;
		nr_ready++;
		wake_worker();
	}
}

static void insert(struct workqueue_struct *wq, struct work_struct *work)
{
	work->wq = wq;
	work->place = PLACE_QUEUE;
	work->ticket = ++last_ticket;
	list_add_tail(&work->entry, &wq->queue);
	kick(wq);
}

/* Makes it pending, unless it is already, or may not be. */
static bool claim(struct work_struct *work)
{
	if (work->pending || work->disabled)
		return false;
	WRITE_ONCE(work->pending, true);
	checked_enter(&pending_kind, work);
	return true;
}

static void unclaim(struct work_struct *work)
{
	WRITE_ONCE(work->pending, false);
	work->place = PLACE_NONE;
	checked_leave(&pending_kind, work);
}

/* 1: was pending and no longer is. 0: was not. -EAGAIN: its timer's handler is about to queue it.
 */
static int try_to_grab(struct work_struct *work)
{
	struct workqueue_struct *wq = work->wq;

	if (!work->pending)
		return 0;
	switch ((enum place)work->place) {
	case PLACE_TIMER:
		if (!timer_delete(&to_delayed_work(work)->timer))
			return -EAGAIN;
		break;
	case PLACE_READY:
		nr_ready--;
		list_del_init(&work->entry);
		wq->active--;
		kick(wq);
		break;
	case PLACE_QUEUE:
		list_del_init(&work->entry);
		break;
	case PLACE_NONE: /* waits for RCU: can't be taken back */
		return 0;
	}
	unclaim(work);
	return 1;
}

/* --- workers
 * -----------------------------------------------------------------------------------------------
 */

static void begin(struct worker *worker, struct work_struct *work)
{
	nr_ready--;
	list_del_init(&work->entry);
	unclaim(work);
	worker->work = work;
	worker->wq = work->wq;
	worker->ticket = work->ticket;
	worker->blocked = NULL;
	list_add(&worker->busy, &busy);
	checked_enter(&running_kind, work);
}

static void end(struct worker *worker, struct work_struct *work)
{
	struct workqueue_struct *blocked;

	checked_leave(&running_kind, work);
	list_del(&worker->busy);
	worker->wq->active--;
	kick(worker->wq);
	/* what ran may have set it */
	blocked = READ_ONCE(worker->blocked);
	if (blocked)
		kick(blocked);
	wake_up_all(&work_done);
}

static void worker_thread(void *unused)
{
	struct worker worker = {.task = current};
	struct work_struct *work;
	work_func_t func;

	(void)unused;
	INIT_LIST_HEAD(&worker.busy);
	spin_lock(&pool_lock);
	for (;;) {
		nr_idle++;
		wait_event_lock_irq(more_work, !list_empty(&ready), pool_lock);
		nr_idle--;
		work = list_first_entry(&ready, struct work_struct, entry);
		func = work->func;
		__trusted_block("end() has taken the worker off the list of those that are busy")
		{
			begin(&worker, work);
		}
		spin_unlock(&pool_lock);
		func(work);
		checked_that_in(func, !in_atomic(), "lock-held-at-exit",
				"a work function returns with a spinlock held");
		spin_lock(&pool_lock);
		end(&worker, work);
	}
}

struct work_struct *current_work(void)
{
	struct work_struct *work = NULL;
	struct worker *worker;

	spin_lock(&pool_lock);
	list_for_each_entry(worker, &busy, busy) {
		if (worker->task == current)
			work = worker->work;
	}
	spin_unlock(&pool_lock);
	return work;
}

/* --- queueing
 * ---------------------------------------------------------------------------------------------- */

static void check_queue(struct workqueue_struct *wq)
{
	WARN_ONCE(wq->draining && !current_work(), "work is queued on %s, which is being drained\n",
		  wq->name);
}

bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	bool queued;

	check_queue(wq);
	spin_lock(&pool_lock);
	queued = claim(work);
	if (queued)
		insert(wq, work);
	spin_unlock(&pool_lock);
	return queued;
}

bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work)
{
	(void)cpu;
	return queue_work(wq, work);
}

/* With pool_lock held and the work claimed. */
static void start_delay(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay)
{
	if (!delay) {
		insert(wq, &dwork->work);
		return;
	}
	dwork->wq = wq;
	dwork->work.place = PLACE_TIMER;
	mod_timer(&dwork->timer, jiffies + delay);
}

/*
 * Once queued, the work may be run, cancelled and freed while this still returns: nobody waits for
 * the timer, only for the work. Until then it is claimed, and whoever cancels it tries again.
 */
void kernel_delayed_work_fire(struct timer_list *timer)
{
	struct delayed_work *dwork = from_timer(dwork, timer, timer);

	spin_lock(&pool_lock);
	kernel_alarm_let_go(&timer->alarm);
	if (dwork->work.pending && dwork->work.place == PLACE_TIMER)
		insert(dwork->wq, &dwork->work);
	spin_unlock(&pool_lock);
}

bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay)
{
	bool queued;

	check_queue(wq);
	spin_lock(&pool_lock);
	queued = claim(&dwork->work);
	if (queued)
		start_delay(wq, dwork, delay);
	spin_unlock(&pool_lock);
	return queued;
}

bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay)
{
	(void)cpu;
	return queue_delayed_work(wq, dwork, delay);
}

/* Takes it back, with pool_lock held at the end. Whether it was pending. */
static bool grab(struct work_struct *work)
{
	int result;

	for (;;) {
		spin_lock(&pool_lock);
		result = try_to_grab(work);
		if (result != -EAGAIN) {
			__trusted_block("with the lock that its callers release")
			{
				return result;
			}
		}
		spin_unlock(&pool_lock);
		cpu_relax();
	}
}

bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay)
{
	bool pending;

	check_queue(wq);
	pending = grab(&dwork->work);
	if (claim(&dwork->work))
		start_delay(wq, dwork, delay);
	spin_unlock(&pool_lock);
	return pending;
}

bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			 unsigned long delay)
{
	(void)cpu;
	return mod_delayed_work(wq, dwork, delay);
}

static void rcu_work_ready(struct rcu_head *head)
{
	struct rcu_work *rwork = container_of(head, struct rcu_work, rcu);

	spin_lock(&pool_lock);
	insert(rwork->wq, &rwork->work);
	spin_unlock(&pool_lock);
}

bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork)
{
	bool queued;

	spin_lock(&pool_lock);
	queued = claim(&rwork->work);
	spin_unlock(&pool_lock);
	if (queued) {
		rwork->wq = wq;
		call_rcu(&rwork->rcu, rcu_work_ready);
	}
	return queued;
}

/* --- waiting
 * -----------------------------------------------------------------------------------------------
 */

/* Nobody runs it. */
static bool is_idle(struct work_struct *work)
{
	bool idle;

	spin_lock(&pool_lock);
	idle = !worker_of(work);
	spin_unlock(&pool_lock);
	return idle;
}

/* That queueing of it is over. */
static bool has_passed(struct work_struct *work, unsigned long ticket)
{
	struct worker *worker;
	bool passed;

	spin_lock(&pool_lock);
	worker = worker_of(work);
	passed =
		!(work->pending && work->ticket == ticket) && !(worker && worker->ticket == ticket);
	spin_unlock(&pool_lock);
	return passed;
}

static void not_itself(struct work_struct *work)
{
	checked_that(current_work() != work, "sync-cancel-of-self",
		     "a work function waits for its own end");
}

bool flush_work(struct work_struct *work)
{
	unsigned long ticket = 0;
	struct worker *worker;

	might_sleep();
	not_itself(work);
	spin_lock(&pool_lock);
	worker = worker_of(work);
	if (work->pending && work->place > PLACE_TIMER)
		ticket = work->ticket;
	else if (worker)
		ticket = worker->ticket;
	spin_unlock(&pool_lock);
	if (!ticket)
		return false;
	wait_event(work_done, has_passed(work, ticket));
	return true;
}

bool flush_delayed_work(struct delayed_work *dwork)
{
	bool pending = grab(&dwork->work);

	if (pending && claim(&dwork->work))
		insert(dwork->wq ? dwork->wq : system_wq, &dwork->work);
	spin_unlock(&pool_lock);
	return flush_work(&dwork->work);
}

bool cancel_work(struct work_struct *work)
{
	bool pending = grab(work);

	spin_unlock(&pool_lock);
	wake_up_all(&work_done);
	return pending;
}

bool disable_work(struct work_struct *work)
{
	bool pending = grab(work);

	work->disabled++;
	spin_unlock(&pool_lock);
	wake_up_all(&work_done);
	return pending;
}

bool disable_work_sync(struct work_struct *work)
{
	bool pending;

	might_sleep();
	not_itself(work);
	pending = disable_work(work);
	wait_event(work_done, is_idle(work));
	return pending;
}

bool enable_work(struct work_struct *work)
{
	bool enabled;

	spin_lock(&pool_lock);
	WARN_ON_ONCE(!work->disabled);
	if (work->disabled)
		work->disabled--;
	enabled = !work->disabled;
	spin_unlock(&pool_lock);
	return enabled;
}

/* It is kept disabled meanwhile, so that one that queues itself ends too. */
bool cancel_work_sync(struct work_struct *work)
{
	bool pending = disable_work_sync(work);

	enable_work(work);
	return pending;
}

bool cancel_delayed_work(struct delayed_work *dwork)
{
	return cancel_work(&dwork->work);
}

bool cancel_delayed_work_sync(struct delayed_work *dwork)
{
	return cancel_work_sync(&dwork->work);
}

bool work_pending(struct work_struct *work)
{
	return READ_ONCE(work->pending);
}

unsigned int work_busy(struct work_struct *work)
{
	unsigned int state = 0;

	spin_lock(&pool_lock);
	if (work->pending)
		state |= WORK_BUSY_PENDING;
	if (worker_of(work))
		state |= WORK_BUSY_RUNNING;
	spin_unlock(&pool_lock);
	return state;
}

/* --- workqueues
 * -------------------------------------------------------------------------------------------- */

struct workqueue_struct *alloc_workqueue(const char *format, unsigned int flags, int max_active,
					 ...)
{
	struct workqueue_struct *wq = kzalloc(sizeof(*wq), GFP_KERNEL);
	va_list list;

	if (!wq)
		return NULL;
	va_start(list, max_active);
	vsnprintf(wq->name, sizeof(wq->name), format, list);
	va_end(list);
	wq->max_active = flags & __WQ_ORDERED ? 1 : max_active ? max_active : WQ_DFL_ACTIVE;
	INIT_LIST_HEAD(&wq->queue);
	return wq;
}

/* The work of that queue with a ticket up to that one is over. */
static bool queue_passed(struct workqueue_struct *wq, unsigned long ticket)
{
	struct work_struct *work;
	struct worker *worker;
	bool passed = true;

	spin_lock(&pool_lock);
	list_for_each_entry(work, &wq->queue, entry)
		passed &= work->ticket > ticket;
	list_for_each_entry(work, &ready, entry)
		passed &= work->wq != wq || work->ticket > ticket;
	list_for_each_entry(worker, &busy, busy)
		passed &= worker->wq != wq || worker->ticket > ticket;
	spin_unlock(&pool_lock);
	return passed;
}

void flush_workqueue(struct workqueue_struct *wq)
{
	unsigned long ticket;

	might_sleep();
	spin_lock(&pool_lock);
	ticket = last_ticket;
	spin_unlock(&pool_lock);
	wait_event(work_done, queue_passed(wq, ticket));
}

/* What work queues meanwhile is waited for too. */
void drain_workqueue(struct workqueue_struct *wq)
{
	might_sleep();
	WRITE_ONCE(wq->draining, true);
	wait_event(work_done, queue_passed(wq, ~0UL));
	WRITE_ONCE(wq->draining, false);
}

void destroy_workqueue(struct workqueue_struct *wq)
{
	drain_workqueue(wq);
	kfree(wq);
}
