/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Sleeping where it is forbidden. */
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

void msleep(unsigned int msecs);

struct kettle {
	spinlock_t lock;
	struct mutex mutex;
	struct work_struct work;
	struct hrtimer timer;
	int uses, broken;
};

void kettle_wait_bad(struct kettle *k)
{
	spin_lock(&k->lock);
	k->uses++;
// CHECK: sleep.c:[[@LINE+1]]:{{[0-9]+}}: warning: msleep() may sleep, but '&k->lock' is held here [custody-sleep-in-atomic]
	msleep(10);
// CHECK: sleep.c:[[@LINE-4]]:{{[0-9]+}}: note: spin_lock() called here
	spin_unlock(&k->lock);
}

void kettle_wait_ok(struct kettle *k)
{
	spin_lock(&k->lock);
	k->uses++;
	spin_unlock(&k->lock);
	msleep(10);
}

static void kettle_settle(struct kettle *k)
{
	mutex_lock(&k->mutex);
	k->broken = 0;
	mutex_unlock(&k->mutex);
}

static void kettle_settle_perhaps(struct kettle *k)
{
	if (k->broken)
		kettle_settle(k);
}

static void kettle_begin(struct kettle *k)
{
	spin_lock_irq(&k->lock);
}

static void kettle_end(struct kettle *k)
{
	spin_unlock_irq(&k->lock);
}

void kettle_heat_bad(struct kettle *k)
{
	kettle_begin(k);
// CHECK: sleep.c:[[@LINE+1]]:{{[0-9]+}}: warning: kettle_settle() may sleep, but 'kettle_begin()' is held here [custody-sleep-in-atomic]
	kettle_settle(k);
// CHECK: sleep.c:[[@LINE-26]]:{{[0-9]+}}: note: mutex_lock() called here
	kettle_end(k);
}

/* Whether it sleeps depends on what the caller may know. */
void kettle_heat_ok(struct kettle *k)
{
	kettle_begin(k);
	kettle_settle_perhaps(k);
	kettle_end(k);
	kettle_settle(k);
}

void kettle_sometimes_ok(struct kettle *k, int locked)
{
	if (locked)
		spin_lock(&k->lock);
	else
		msleep(1);
	if (!locked)
		msleep(1);
	if (locked)
		spin_unlock(&k->lock);
}

void kettle_read_bad(struct kettle *k)
{
	rcu_read_lock();
// CHECK: sleep.c:[[@LINE+1]]:{{[0-9]+}}: warning: mutex_lock() may sleep, but 'rcu_read_lock()' is held here [custody-sleep-in-atomic]
	mutex_lock(&k->mutex);
	mutex_unlock(&k->mutex);
	rcu_read_unlock();
}

static irqreturn_t kettle_interrupt_bad(int irq, void *data)
{
	struct kettle *k = data;

	if (!k->broken)
		return IRQ_NONE;
// CHECK: sleep.c:[[@LINE+1]]:{{[0-9]+}}: warning: flush_work() may sleep, but 'kettle_interrupt_bad' is called where nothing may [custody-sleep-in-handler]
	flush_work(&k->work);
// CHECK: sleep.c:[[@LINE-8]]:{{[0-9]+}}: note: given to request_irq() as a handler
	return IRQ_HANDLED;
}

static irqreturn_t kettle_interrupt_ok(int irq, void *data)
{
	struct kettle *k = data;

	schedule_work(&k->work);
	return IRQ_HANDLED;
}

static enum hrtimer_restart kettle_timer_bad(struct hrtimer *timer)
{
	struct kettle *k = container_of(timer, struct kettle, timer);

// CHECK: sleep.c:[[@LINE+1]]:{{[0-9]+}}: warning: kettle_settle() may sleep, but 'kettle_timer_bad' is called where nothing may [custody-sleep-in-handler]
	kettle_settle(k);
	return HRTIMER_NORESTART;
}

/* The lock is given back; the handler itself may not sleep. */
static enum hrtimer_restart kettle_boil_bad(struct hrtimer *timer)
{
	struct kettle *k = container_of(timer, struct kettle, timer);

	spin_lock(&k->lock);
	k->uses++;
	spin_unlock(&k->lock);
// CHECK: sleep.c:[[@LINE+1]]:{{[0-9]+}}: warning: kettle_settle() may sleep, but 'kettle_boil_bad' is called where nothing may [custody-sleep-in-handler]
	kettle_settle(k);
	return HRTIMER_NORESTART;
}

int kettle_plug_in(struct kettle *k, unsigned int irq)
{
	int error;

	k->timer.function = kettle_timer_bad;
	error = request_irq(irq, kettle_interrupt_bad, 0, "kettle", k);
	if (error)
		return error;
	error = request_irq(irq + 1, kettle_interrupt_ok, 0, "kettle", k);
	if (error)
		free_irq(irq, k);
	return error;
}

void kettle_turn_on(struct kettle *k)
{
	k->timer.function = kettle_boil_bad;
}
