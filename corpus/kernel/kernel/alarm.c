// SPDX-License-Identifier: MIT
/*
 * Alarms in two trees by time, each with a thread, so that two can fire at once as on two CPUs. An
 * alarm belongs to the tree that its address says.
 */
#include "checked.h"
#include "custody.h"
#include "internal.h"

#include <linux/kernel_alarm.h>
#include <linux/ktime.h>
#include <linux/rbtree.h>

#include <pthread.h>
#include <time.h>

#define NR_BASES 2

struct base {
	pthread_mutex_t lock;
	pthread_cond_t wake; /* there is an earlier one */
	pthread_cond_t done; /* the one that ran is done */
	struct rb_root_cached queue;
	/* only compared: it may be freed by its own function */
	const struct kernel_alarm *running;
	struct task_struct *thread;
};

static struct base bases[NR_BASES];
static pthread_once_t bases_once = PTHREAD_ONCE_INIT;

static const struct checked_kind armed_kind = {.what = "armed timer", .freed = "free-while-armed"};
static const struct checked_kind running_kind = {
	.what = "executing timer handler", .freed = "free-while-armed", .others_only = true};

static void __locked_by(base->lock) fire_next(struct base *base, struct kernel_alarm *alarm)
{
	void (*fire)(struct kernel_alarm *) = alarm->fire;

	rb_erase_cached(&alarm->rb, &base->queue);
	WRITE_ONCE(alarm->armed, false);
	base->running = alarm;
	checked_leave(&armed_kind, alarm);
	checked_enter(&running_kind, alarm);
	pthread_mutex_unlock(&base->lock);
	kernel_enter_interrupt();
	fire(alarm);
	kernel_leave_interrupt();
	pthread_mutex_lock(&base->lock);
	checked_leave(&running_kind, alarm);
	base->running = NULL;
	pthread_cond_broadcast(&base->done);
}

static void base_thread(void *data)
{
	struct base *base = data;

	pthread_mutex_lock(&base->lock);
	base->thread = current;
	for (;;) {
		struct rb_node *first = rb_first_cached(&base->queue);
		struct kernel_alarm *alarm = rb_entry_safe(first, struct kernel_alarm, rb);
		struct timespec until;

		if (!alarm) {
			pthread_cond_wait(&base->wake, &base->lock);
		} else if (alarm->when > ktime_get()) {
			until.tv_sec = alarm->when / NSEC_PER_SEC;
			until.tv_nsec = alarm->when % NSEC_PER_SEC;
			pthread_cond_timedwait(&base->wake, &base->lock, &until);
		} else {
			fire_next(base, alarm);
		}
	}
}

static void start_bases(void)
{
	pthread_condattr_t monotonic;
	int i;

	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	for (i = 0; i < NR_BASES; i++) {
		pthread_mutex_init(&bases[i].lock, NULL);
		pthread_cond_init(&bases[i].wake, &monotonic);
		pthread_cond_init(&bases[i].done, NULL);
		bases[i].queue = RB_ROOT_CACHED;
		kernel_start_thread("timer", base_thread, &bases[i]);
	}
	pthread_condattr_destroy(&monotonic);
}

static struct base *base_of(const struct kernel_alarm *alarm)
{
	pthread_once(&bases_once, start_bases);
	return &bases[((uintptr_t)alarm / sizeof(*alarm)) % NR_BASES];
}

void kernel_alarm_init(struct kernel_alarm *alarm, void (*fire)(struct kernel_alarm *alarm))
{
	*alarm = (struct kernel_alarm){.fire = fire};
}

static bool sooner_first(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct kernel_alarm, rb)->when <
	       rb_entry(b, struct kernel_alarm, rb)->when;
}

bool kernel_alarm_start(struct kernel_alarm *alarm, ktime_t when, bool only_armed, bool sooner)
{
	struct base *base = base_of(alarm);
	bool armed;

	pthread_mutex_lock(&base->lock);
	armed = alarm->armed;
	if (!alarm->fire || (only_armed && !armed) || (sooner && armed && alarm->when <= when))
		goto out;
	if (armed)
		rb_erase_cached(&alarm->rb, &base->queue);
	else
		checked_enter(&armed_kind, alarm);
	alarm->when = when;
	WRITE_ONCE(alarm->armed, true);
	if (rb_add_cached(&alarm->rb, &base->queue, sooner_first))
		pthread_cond_signal(&base->wake);
out:
	pthread_mutex_unlock(&base->lock);
	return armed;
}

bool kernel_alarm_armed(const struct kernel_alarm *alarm)
{
	return READ_ONCE(alarm->armed);
}

bool kernel_alarm_running(const struct kernel_alarm *alarm)
{
	struct base *base = base_of(alarm);
	bool running;

	pthread_mutex_lock(&base->lock);
	running = base->running == alarm;
	pthread_mutex_unlock(&base->lock);
	return running;
}

static bool disarm(struct base *base, struct kernel_alarm *alarm)
{
	if (!alarm->armed)
		return false;
	rb_erase_cached(&alarm->rb, &base->queue);
	WRITE_ONCE(alarm->armed, false);
	checked_leave(&armed_kind, alarm);
	return true;
}

int kernel_alarm_try_cancel(struct kernel_alarm *alarm)
{
	struct base *base = base_of(alarm);
	int result;

	pthread_mutex_lock(&base->lock);
	result = base->running == alarm ? -1 : disarm(base, alarm);
	pthread_mutex_unlock(&base->lock);
	return result;
}

/*
 * Disarming and shutting down are one step under the lock: whoever arms the alarm meanwhile comes
 * before it, and is undone, or after it, and does nothing. Its own handler may have armed it, and
 * its thread goes on without giving up the lock: an alarm that is still armed would be fired
 * between the end of the handler and the end of the wait.
 */
static bool stop(struct kernel_alarm *alarm, bool sync, bool shutdown)
{
	struct base *base = base_of(alarm);
	bool armed;

	pthread_mutex_lock(&base->lock);
	if (sync)
		checked_that(base->running != alarm || base->thread != current,
			     "sync-cancel-of-self", "a timer's handler waits for its own end");
	if (shutdown)
		alarm->fire = NULL;
	armed = disarm(base, alarm);
	while (sync && base->running == alarm)
		pthread_cond_wait(&base->done, &base->lock);
	armed |= disarm(base, alarm);
	pthread_mutex_unlock(&base->lock);
	return armed;
}

bool kernel_alarm_cancel(struct kernel_alarm *alarm)
{
	return stop(alarm, false, false);
}

bool kernel_alarm_cancel_sync(struct kernel_alarm *alarm)
{
	return stop(alarm, true, false);
}

bool kernel_alarm_shutdown(struct kernel_alarm *alarm)
{
	return stop(alarm, false, true);
}

bool kernel_alarm_shutdown_sync(struct kernel_alarm *alarm)
{
	return stop(alarm, true, true);
}

void kernel_alarm_let_go(struct kernel_alarm *alarm)
{
	checked_leave(&running_kind, alarm);
}
