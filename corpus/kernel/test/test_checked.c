// SPDX-License-Identifier: MIT
/* Every rule of the foundation is trapped, with its name and a line of this file. */
#include "checked.h"
#include "harness.h"

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

struct device_state {
	struct mutex lock;
	spinlock_t spin;
	struct timer_list timer;
	struct work_struct work;
	struct delayed_work dwork;
	struct kref ref;
	struct completion inside;
	int value;
};

static void on_timer(struct timer_list *timer)
{
}

static void slow_timer(struct timer_list *timer)
{
	struct device_state *state = from_timer(state, timer, timer);

	complete(&state->inside);
	mdelay(200);
}

static void on_work(struct work_struct *work)
{
}

static void slow_work(struct work_struct *work)
{
	complete(&container_of(work, struct device_state, work)->inside);
	msleep(200);
}

static void cancel_self(struct work_struct *work)
{
	cancel_work_sync(work);
}

static struct device_state *state_new(void)
{
	struct device_state *state = kzalloc(sizeof(*state), GFP_KERNEL);

	mutex_init(&state->lock);
	spin_lock_init(&state->spin);
	timer_setup(&state->timer, on_timer, 0);
	INIT_WORK(&state->work, on_work);
	INIT_DELAYED_WORK(&state->dwork, on_work);
	kref_init(&state->ref);
	init_completion(&state->inside);
	return state;
}

TRAP(free_with_armed_timer, "free-while-armed")
{
	struct device_state *state = state_new();

	mod_timer(&state->timer, jiffies + 10000);
	kfree(state);
}

TRAP(free_in_timer_handler, "free-while-armed")
{
	struct device_state *state = state_new();

	timer_setup(&state->timer, slow_timer, 0);
	mod_timer(&state->timer, jiffies);
	wait_for_completion(&state->inside);
	del_timer(&state->timer); /* not _sync */
	kfree(state);
}

TRAP(free_with_pending_delayed_work, "free-while-armed")
{
	struct device_state *state = state_new();

	schedule_delayed_work(&state->dwork, 10000);
	kfree(state);
}

TRAP(free_with_running_work, "free-while-armed")
{
	struct device_state *state = state_new();

	INIT_WORK(&state->work, slow_work);
	schedule_work(&state->work);
	wait_for_completion(&state->inside);
	cancel_work(&state->work); /* not _sync */
	kfree(state);
}

TRAP(work_cancels_itself, "sync-cancel-of-self")
{
	struct device_state *state = state_new();

	INIT_WORK(&state->work, cancel_self);
	schedule_work(&state->work);
	msleep(2000);
	kfree(state);
}

TRAP(mutex_twice, "lock-held-twice")
{
	struct device_state *state = state_new();

	mutex_lock(&state->lock);
	mutex_lock(&state->lock);
}

TRAP(spinlock_not_held, "lock-not-held")
{
	struct device_state *state = state_new();

	spin_unlock(&state->spin);
}

TRAP(other_instance_held, "lock-not-held")
{
	struct device_state *a = state_new(), *b = state_new();

	mutex_lock(&a->lock);
	lockdep_assert_held(&b->lock);
}

TRAP(destroyed_while_held, "lock-destroyed-held")
{
	struct device_state *state = state_new();

	mutex_lock(&state->lock);
	mutex_destroy(&state->lock);
}

TRAP(sleeps_under_spinlock, "sleep-in-atomic")
{
	struct device_state *state = state_new();

	spin_lock(&state->spin);
	mutex_lock(&state->lock);
}

TRAP(allocates_under_rcu, "sleep-in-atomic")
{
	rcu_read_lock();
	kfree(kmalloc(8, GFP_KERNEL));
	rcu_read_unlock();
}

TRAP(waits_for_itself, "rcu-sync-in-reader")
{
	rcu_read_lock();
	synchronize_rcu();
}

static irqreturn_t on_irq(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

TRAP(irq_cookie, "irq-wrong-cookie")
{
	struct device_state *state = state_new();

	CHECK_EQ(request_irq(5, on_irq, 0, "test", state), 0);
	free_irq(5, &state->value);
}

TRAP(irq_data, "irq-data-freed")
{
	struct device_state *state = state_new();

	CHECK_EQ(request_irq(5, on_irq, 0, "test", state), 0);
	kfree(state);
}

static void release(struct kref *ref)
{
}

TRAP(put_too_often, "double-free")
{
	struct device_state *state = state_new();

	kref_put(&state->ref, release);
	kref_put(&state->ref, release);
}

TRAP(get_after_last_put, "use-after-free")
{
	struct device_state *state = state_new();

	kref_put(&state->ref, release);
	kref_get(&state->ref);
}

TRAP(kfree_of_vmalloc, "free-mismatch")
{
	kfree(vmalloc(100));
}

TRAP(wrong_cache, "free-mismatch")
{
	struct kmem_cache *a = kmem_cache_create("a", 32, 0, 0, NULL);
	struct kmem_cache *b = kmem_cache_create("b", 32, 0, 0, NULL);

	kmem_cache_free(b, kmem_cache_alloc(a, GFP_KERNEL));
}

TRAP(cache_in_use, "allocator-destroyed-in-use")
{
	struct kmem_cache *cache = kmem_cache_create("c", 32, 0, 0, NULL);

	CHECK(kmem_cache_alloc(cache, GFP_KERNEL));
	kmem_cache_destroy(cache);
}

TOUCH(use_after_free, "use-after-free")
{
	struct device_state *state = state_new();

	kfree(state);
	state->value++;
}

TOUCH(double_free, "double-free")
{
	struct device_state *state = state_new();

	kfree(state);
	kfree(state);
}

TOUCH(forbidden, "request-use-after-complete")
{
	struct device_state *state = state_new();

	checked_forbid(state, sizeof(*state), "request-use-after-complete", "a completed request");
	state->value++;
}

static const char *seen;

static void note(const struct checked_report *report)
{
	CHECK(report->line > 0);
	seen = report->rule;
}

TEST(hook_records)
{
	struct device_state *state = state_new();

	if (!KERNEL_CHECKED) {
		kfree(state);
		return;
	}
	checked_set_hook(note);
	lockdep_assert_held(&state->lock);
	checked_set_hook(NULL);
	CHECK(seen && seen[0] == 'l');
	kfree(state);
}
