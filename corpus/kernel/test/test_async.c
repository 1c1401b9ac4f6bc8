// SPDX-License-Identifier: MIT
/* Timers, work, interrupts, tasklets, modules. */
#include "harness.h"
#include "testing.h"
#include "threads.h"

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct ticker {
	struct timer_list timer;
	struct hrtimer hr;
	struct work_struct work;
	struct delayed_work dwork;
	struct completion done;
	atomic_t count, inside;
	int limit;
	unsigned long when;
};

static void tick(struct timer_list *timer)
{
	struct ticker *t = from_timer(t, timer, timer);

	CHECK(in_interrupt());
	CHECK(time_after_eq(jiffies, timer->expires));
	if (atomic_inc_return(&t->count) < t->limit)
		mod_timer(timer, jiffies + 1);
	else
		complete(&t->done);
}

TEST(timer_repeats)
{
	struct ticker t = {.limit = 5};

	init_completion(&t.done);
	timer_setup(&t.timer, tick, 0);
	CHECK(!timer_pending(&t.timer));
	CHECK_EQ(mod_timer(&t.timer, jiffies + 2), 0);
	CHECK(timer_pending(&t.timer));
	wait_for_completion(&t.done);
	del_timer_sync(&t.timer);
	CHECK_EQ(atomic_read(&t.count), 5);
	CHECK_EQ(del_timer(&t.timer), 0);
}

TEST(timer_moves_and_stops)
{
	struct ticker t = {.limit = 1};

	init_completion(&t.done);
	timer_setup(&t.timer, tick, 0);
	CHECK_EQ(mod_timer_pending(&t.timer, jiffies + 1), 0);
	CHECK(!timer_pending(&t.timer));
	mod_timer(&t.timer, jiffies + 10000);
	CHECK_EQ(timer_reduce(&t.timer, jiffies + 20000), 1);
	CHECK_EQ(mod_timer(&t.timer, jiffies + MAX_JIFFY_OFFSET), 1);
	CHECK_EQ(del_timer(&t.timer), 1);
	CHECK_EQ(timer_shutdown_sync(&t.timer), 0);
	CHECK_EQ(mod_timer(&t.timer, jiffies), 0);
	msleep(3);
	CHECK_EQ(atomic_read(&t.count), 0);
}

TEST(timers_in_order)
{
	struct ticker t[40] = {{.limit = 1}};
	int i;

	for (i = 0; i < 40; i++) {
		t[i].limit = 1;
		init_completion(&t[i].done);
		timer_setup(&t[i].timer, tick, 0);
		mod_timer(&t[i].timer, jiffies + 1 + test_random() % 10);
	}
	for (i = 0; i < 40; i++) {
		wait_for_completion(&t[i].done);
		del_timer_sync(&t[i].timer);
	}
}

static void slow_tick(struct timer_list *timer)
{
	struct ticker *t = from_timer(t, timer, timer);

	atomic_set(&t->inside, 1);
	mdelay(5);
	atomic_set(&t->inside, 2);
}

TEST(timer_sync_waits_for_handler)
{
	struct ticker *t = kzalloc(sizeof(*t), GFP_KERNEL);

	timer_setup(&t->timer, slow_tick, 0);
	mod_timer(&t->timer, jiffies);
	while (!atomic_read(&t->inside))
		cpu_relax();
	CHECK(try_to_del_timer_sync(&t->timer) == -1 || atomic_read(&t->inside) == 2);
	del_timer_sync(&t->timer);
	CHECK_EQ(atomic_read(&t->inside), 2);
	kfree(t);
}

static bool end_arming;

static void ignore_timer(struct timer_list *timer)
{
}

static int keep_arming(void *data)
{
	struct ticker *t = data;

	while (!READ_ONCE(end_arming)) {
		mod_timer(&t->timer, jiffies + 1000);
		timer_reduce(&t->timer, jiffies);
	}
	return 0;
}

/* Whoever arms it meanwhile comes too late or is undone: the memory can go. */
TEST(timer_shutdown_while_armed)
{
	int i;

	for (i = 0; i < 30; i++) {
		struct ticker *t = kzalloc(sizeof(*t), GFP_KERNEL);
		struct task_struct *thread;

		WRITE_ONCE(end_arming, false);
		timer_setup(&t->timer, ignore_timer, 0);
		thread = thread_start(keep_arming, t);
		usleep_range(200 * (i % 4), 1000);
		timer_shutdown_sync(&t->timer);
		CHECK(!timer_pending(&t->timer));
		usleep_range(50, 100);
		CHECK(!timer_pending(&t->timer));
		WRITE_ONCE(end_arming, true);
		thread_end(thread);
		kfree(t);
	}
}

static enum hrtimer_restart hr_tick(struct hrtimer *timer)
{
	struct ticker *t = container_of(timer, struct ticker, hr);

	if (atomic_inc_return(&t->count) == t->limit) {
		complete(&t->done);
		return HRTIMER_NORESTART;
	}
	CHECK(hrtimer_forward_now(timer, 200 * NSEC_PER_USEC) >= 1);
	return HRTIMER_RESTART;
}

TEST(hrtimer_restarts)
{
	struct ticker t = {.limit = 10};
	ktime_t start = ktime_get();

	init_completion(&t.done);
	hrtimer_init(&t.hr, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	t.hr.function = hr_tick;
	hrtimer_start(&t.hr, 300 * NSEC_PER_USEC, HRTIMER_MODE_REL);
	CHECK(hrtimer_active(&t.hr));
	wait_for_completion(&t.done);
	CHECK_EQ(hrtimer_cancel(&t.hr), 0);
	CHECK_EQ(atomic_read(&t.count), 10);
	CHECK(ktime_us_delta(ktime_get(), start) >= 300);
	hrtimer_start(&t.hr, NSEC_PER_SEC, HRTIMER_MODE_REL);
	CHECK_EQ(hrtimer_try_to_cancel(&t.hr), 1);
	CHECK(!hrtimer_active(&t.hr));
}

static void count_work(struct work_struct *work)
{
	struct ticker *t = container_of(work, struct ticker, work);

	CHECK_EQ(atomic_inc_return(&t->inside), 1);
	CHECK(current_work() == work);
	atomic_inc(&t->count);
	usleep_range(20, 30);
	atomic_dec(&t->inside);
}

static int queuer(void *data)
{
	struct ticker *t = data;
	int i, queued = 0;

	while (!kthread_should_stop())
		for (i = 0; i < 20; i++)
			queued += queue_work(system_wq, &t->work);
	return queued;
}

/* However often it is queued, and from wherever, it runs once for each time it was, and never twice
 * at once. */
TEST(work_is_exclusive)
{
	struct ticker t = {.limit = 0};
	struct task_struct *threads[2];
	int i, queued = 0;

	INIT_WORK(&t.work, count_work);
	for (i = 0; i < 2; i++)
		threads[i] = kthread_run(queuer, &t, "queuer/%d", i);
	msleep(100);
	for (i = 0; i < 2; i++)
		queued += kthread_stop(threads[i]);
	flush_work(&t.work);
	CHECK(queued > 1);
	CHECK_EQ(atomic_read(&t.count), queued);
	CHECK(!work_busy(&t.work) && !flush_work(&t.work));
}

struct step {
	struct work_struct work;
	int number, *next;
};

static void ordered_step(struct work_struct *work)
{
	struct step *step = container_of(work, struct step, work);

	CHECK_EQ(*step->next, step->number);
	*step->next += 1;
}

TEST(ordered_workqueue)
{
	struct workqueue_struct *wq = alloc_ordered_workqueue("steps/%d", 0, 1);
	struct step steps[100];
	int i, next = 0;

	for (i = 0; i < 100; i++) {
		steps[i].number = i;
		steps[i].next = &next;
		INIT_WORK(&steps[i].work, ordered_step);
		CHECK(queue_work(wq, &steps[i].work));
	}
	flush_workqueue(wq);
	CHECK_EQ(next, 100);
	destroy_workqueue(wq);
}

struct parallel {
	struct work_struct work;
	struct completion *mine, *other;
};

static void meet(struct work_struct *work)
{
	struct parallel *p = container_of(work, struct parallel, work);

	complete(p->mine);
	wait_for_completion(p->other);
}

/* Work that waits for other work gets another thread. */
TEST(work_in_parallel)
{
	DECLARE_COMPLETION_ONSTACK(a);
	DECLARE_COMPLETION_ONSTACK(b);
	struct parallel first = {.mine = &a, .other = &b}, second = {.mine = &b, .other = &a};

	INIT_WORK(&first.work, meet);
	INIT_WORK(&second.work, meet);
	schedule_work(&first.work);
	schedule_work(&second.work);
	flush_work(&first.work);
	flush_work(&second.work);
}

static void count_dwork(struct work_struct *work)
{
	struct ticker *t = container_of(to_delayed_work(work), struct ticker, dwork);

	CHECK(time_after_eq(jiffies, t->when));
	if (atomic_inc_return(&t->count) < t->limit)
		schedule_delayed_work(&t->dwork, 1);
	else
		complete(&t->done);
}

TEST(delayed_work)
{
	struct ticker t = {.limit = 3};

	init_completion(&t.done);
	INIT_DELAYED_WORK(&t.dwork, count_dwork);
	t.when = jiffies + 3;
	CHECK(schedule_delayed_work(&t.dwork, 3));
	CHECK(!schedule_delayed_work(&t.dwork, 0));
	CHECK(delayed_work_pending(&t.dwork));
	wait_for_completion(&t.done);
	cancel_delayed_work_sync(&t.dwork);
	CHECK_EQ(atomic_read(&t.count), 3);
	CHECK(schedule_delayed_work(&t.dwork, 10000));
	CHECK(mod_delayed_work(system_wq, &t.dwork, 20000));
	CHECK(cancel_delayed_work_sync(&t.dwork));
	CHECK(!cancel_delayed_work(&t.dwork));
	schedule_delayed_work(&t.dwork, 10000);
	t.limit = 0;
	flush_delayed_work(&t.dwork);
	CHECK_EQ(atomic_read(&t.count), 4);
}

static void say_done(struct work_struct *work)
{
	complete(&container_of(to_delayed_work(work), struct ticker, dwork)->done);
}

/* The timer's handler may still be returning when the work that it queued is over. */
TEST(delayed_work_freed_at_once)
{
	int i;

	for (i = 0; i < 100; i++) {
		struct ticker *t = kzalloc(sizeof(*t), GFP_KERNEL);

		init_completion(&t->done);
		INIT_DELAYED_WORK(&t->dwork, say_done);
		schedule_delayed_work(&t->dwork, 1);
		if (i % 2)
			wait_for_completion(&t->done);
		else
			usleep_range(1000, 1100);
		cancel_delayed_work_sync(&t->dwork);
		kfree(t);
	}
}

static void requeue_self(struct work_struct *work)
{
	struct ticker *t = container_of(work, struct ticker, work);

	atomic_inc(&t->count);
	schedule_work(work);
}

TEST(cancel_work_that_queues_itself)
{
	struct ticker *t = kzalloc(sizeof(*t), GFP_KERNEL);
	int i;

	for (i = 0; i < 50; i++) {
		INIT_WORK(&t->work, requeue_self);
		schedule_work(&t->work);
		usleep_range(100, 200);
		cancel_work_sync(&t->work);
		CHECK(!work_busy(&t->work));
	}
	kfree(t);
}

static void free_self(struct work_struct *work)
{
	struct parallel *p = container_of(work, struct parallel, work);
	struct completion *done = p->mine;

	kfree(p);
	complete(done);
}

TEST(work_frees_itself)
{
	DECLARE_COMPLETION_ONSTACK(done);
	int i;

	for (i = 0; i < 100; i++) {
		struct parallel *p = kzalloc(sizeof(*p), GFP_KERNEL);

		p->mine = &done;
		INIT_WORK(&p->work, free_self);
		schedule_work(&p->work);
		wait_for_completion(&done);
	}
}

/* Arming, cancelling and firing against each other: at the end nothing is armed and all may be
 * freed. */
static int canceller(void *data)
{
	struct ticker *t = data;

	while (!kthread_should_stop()) {
		if (test_random() % 2)
			cancel_delayed_work_sync(&t->dwork);
		else
			mod_delayed_work(system_wq, &t->dwork, test_random() % 2);
	}
	return 0;
}

static void nothing(struct work_struct *work)
{
}

TEST(delayed_work_races)
{
	struct ticker *t = kzalloc(sizeof(*t), GFP_KERNEL);
	struct task_struct *threads[2];
	int i;

	INIT_DELAYED_WORK(&t->dwork, nothing);
	for (i = 0; i < 2; i++)
		threads[i] = kthread_run(canceller, t, "cancel/%d", i);
	for (i = 0; i < 100; i++) {
		schedule_delayed_work(&t->dwork, 1);
		msleep(1);
	}
	for (i = 0; i < 2; i++)
		kthread_stop(threads[i]);
	cancel_delayed_work_sync(&t->dwork);
	kfree(t);
}

#define IRQ 17

static irqreturn_t hard_handler(int irq, void *dev_id)
{
	struct ticker *t = dev_id;

	CHECK(irq == IRQ && in_interrupt());
	atomic_inc(&t->count);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t thread_handler(int irq, void *dev_id)
{
	struct ticker *t = dev_id;

	CHECK(!in_interrupt());
	complete(&t->done);
	return IRQ_HANDLED;
}

TEST(interrupts)
{
	struct ticker *t = kzalloc(sizeof(*t), GFP_KERNEL);

	init_completion(&t->done);
	CHECK_EQ(request_threaded_irq(IRQ, hard_handler, thread_handler, 0, "test", t), 0);
	CHECK_EQ(request_irq(IRQ, hard_handler, IRQF_SHARED, "other", &t->done), -EBUSY);
	irq_inject_interrupt(IRQ);
	wait_for_completion(&t->done);
	disable_irq(IRQ);
	irq_inject_interrupt(IRQ);
	CHECK_EQ(wait_for_completion_timeout(&t->done, 10), 0);
	enable_irq(IRQ);
	wait_for_completion(&t->done);
	synchronize_irq(IRQ);
	CHECK_EQ(atomic_read(&t->count), 2);
	free_irq(IRQ, t);
	irq_inject_interrupt(IRQ);
	msleep(2);
	CHECK_EQ(atomic_read(&t->count), 2);
	kfree(t);
}

struct tasklet_user {
	struct tasklet_struct tasklet;
	atomic_t count;
};

static void tasklet_run(struct tasklet_struct *tasklet)
{
	struct tasklet_user *user = from_tasklet(user, tasklet, tasklet);

	atomic_inc(&user->count);
}

TEST(tasklets)
{
	struct tasklet_user *user = kzalloc(sizeof(*user), GFP_KERNEL);
	int i;

	tasklet_setup(&user->tasklet, tasklet_run);
	for (i = 0; i < 50; i++) {
		tasklet_schedule(&user->tasklet);
		tasklet_kill(&user->tasklet);
		CHECK_EQ(atomic_read(&user->count), i + 1);
	}
	tasklet_disable(&user->tasklet);
	tasklet_schedule(&user->tasklet);
	msleep(2);
	CHECK_EQ(atomic_read(&user->count), 50);
	tasklet_enable(&user->tasklet);
	tasklet_kill(&user->tasklet);
	CHECK_EQ(atomic_read(&user->count), 51);
	kfree(user);
}

static int loaded;
static unsigned int depth = 64;
module_param(depth, uint, 0444);
MODULE_PARM_DESC(depth, "how deep");

static int __init test_module_init(void)
{
	loaded++;
	return 0;
}
module_init(test_module_init);

static void __exit test_module_exit(void)
{
	loaded--;
}
module_exit(test_module_exit);
MODULE_LICENSE("GPL");

TEST(modules)
{
	CHECK_EQ(kernel_set_parameter("depth", "12"), 0);
	CHECK_EQ(depth, 12);
	CHECK_EQ(kernel_set_parameter("depth", "twelve"), -EINVAL);
	CHECK_EQ(kernel_set_parameter("no such", "1"), -ENOENT);
	CHECK_EQ(kernel_load_modules(), 0);
	CHECK_EQ(loaded, 1);
	kernel_unload_modules();
	CHECK_EQ(loaded, 0);
}
