// SPDX-License-Identifier: MIT
#include <linux/bug.h>
#include <linux/hrtimer.h>
#include <linux/timer.h>

static ktime_t jiffies_to_ktime(unsigned long expires)
{
	ktime_t when;

	return __builtin_mul_overflow(expires, NSEC_PER_MSEC, &when) ? KTIME_MAX : when;
}

void kernel_timer_fire(struct kernel_alarm *alarm)
{
	struct timer_list *timer = container_of(alarm, struct timer_list, alarm);
	void (*function)(struct timer_list *) = READ_ONCE(timer->function);

	if (function)
		function(timer);
}

void timer_setup(struct timer_list *timer, void (*function)(struct timer_list *timer),
		 unsigned int flags)
{
	*timer = (struct timer_list){.function = function, .flags = flags};
	kernel_alarm_init(&timer->alarm, kernel_timer_fire);
}

int timer_pending(const struct timer_list *timer)
{
	return kernel_alarm_armed(&timer->alarm);
}

static int start(struct timer_list *timer, unsigned long expires, bool only_armed, bool sooner)
{
	if (!READ_ONCE(timer->function))
		return 0;
	WRITE_ONCE(timer->expires, expires);
	return kernel_alarm_start(&timer->alarm, jiffies_to_ktime(expires), only_armed, sooner);
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	return start(timer, expires, false, false);
}

int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	return start(timer, expires, true, false);
}

int timer_reduce(struct timer_list *timer, unsigned long expires)
{
	/* start() writes the time even if it does not move the timer */
	if (timer_pending(timer) && time_before_eq(READ_ONCE(timer->expires), expires))
		return 1;
	return start(timer, expires, false, true);
}

void add_timer(struct timer_list *timer)
{
	if (WARN_ON_ONCE(timer_pending(timer)))
		return;
	mod_timer(timer, timer->expires);
}

void add_timer_on(struct timer_list *timer, int cpu)
{
	(void)cpu;
	add_timer(timer);
}

int timer_delete(struct timer_list *timer)
{
	return kernel_alarm_cancel(&timer->alarm);
}

int try_to_del_timer_sync(struct timer_list *timer)
{
	return kernel_alarm_try_cancel(&timer->alarm);
}

int timer_delete_sync(struct timer_list *timer)
{
	return kernel_alarm_cancel_sync(&timer->alarm);
}

int timer_shutdown(struct timer_list *timer)
{
	WRITE_ONCE(timer->function, NULL);
	return kernel_alarm_shutdown(&timer->alarm);
}

int timer_shutdown_sync(struct timer_list *timer)
{
	WRITE_ONCE(timer->function, NULL);
	return kernel_alarm_shutdown_sync(&timer->alarm);
}

/* --- hrtimers
 * ---------------------------------------------------------------------------------------------- */

/* The monotonic time at which a clock of the timer's kind shows that time. */
static ktime_t monotonic(const struct hrtimer *timer, ktime_t time)
{
	return timer->clock == CLOCK_REALTIME ? time - ktime_get_real() + ktime_get() : time;
}

static void hrtimer_fire(struct kernel_alarm *alarm)
{
	struct hrtimer *timer = container_of(alarm, struct hrtimer, alarm);

	/* when it does not restart, it may be gone */
	if (timer->function(timer) == HRTIMER_RESTART)
		kernel_alarm_start(alarm, monotonic(timer, timer->expires), false, true);
}

void hrtimer_init(struct hrtimer *timer, int clock, enum hrtimer_mode mode)
{
	(void)mode;
	*timer = (struct hrtimer){.clock = clock};
	kernel_alarm_init(&timer->alarm, hrtimer_fire);
}

ktime_t hrtimer_cb_get_time(struct hrtimer *timer)
{
	return timer->clock == CLOCK_REALTIME ? ktime_get_real() : ktime_get();
}

void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t time, u64 slack,
			    const enum hrtimer_mode mode)
{
	(void)slack;
	if (mode & HRTIMER_MODE_REL)
		time = ktime_add_safe(hrtimer_cb_get_time(timer), time);
	timer->expires = time;
	kernel_alarm_start(&timer->alarm, monotonic(timer, time), false, false);
}

int hrtimer_try_to_cancel(struct hrtimer *timer)
{
	return kernel_alarm_try_cancel(&timer->alarm);
}

int hrtimer_cancel(struct hrtimer *timer)
{
	return kernel_alarm_cancel_sync(&timer->alarm);
}

u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval)
{
	ktime_t late = now - timer->expires;
	u64 times;

	if (late < 0 || WARN_ON(timer->alarm.armed))
		return 0;
	times = late / interval + 1;
	timer->expires = ktime_add_safe(timer->expires, (s64)times * interval);
	return times;
}

bool hrtimer_is_queued(struct hrtimer *timer)
{
	return kernel_alarm_armed(&timer->alarm);
}

int hrtimer_callback_running(struct hrtimer *timer)
{
	return kernel_alarm_running(&timer->alarm);
}

bool hrtimer_active(const struct hrtimer *timer)
{
	return kernel_alarm_armed(&timer->alarm) || kernel_alarm_running(&timer->alarm);
}

ktime_t hrtimer_get_remaining(const struct hrtimer *timer)
{
	return monotonic(timer, timer->expires) - ktime_get();
}
