/* SPDX-License-Identifier: MIT */
/*
 * What timers and hrtimers are made of: something that runs on a thread of the library when a time
 * has come. Not for drivers.
 */
#ifndef KERNEL_ALARM_H
#define KERNEL_ALARM_H

#include <linux/rbtree_types.h>
#include <linux/types.h>

struct kernel_alarm {
	struct rb_node rb;
	ktime_t when;
	/* NULL: shut down, it can't be armed again */
	void (*fire)(struct kernel_alarm *alarm);
	bool armed;
};

void kernel_alarm_init(struct kernel_alarm *alarm, void (*fire)(struct kernel_alarm *alarm));
/* Whether it was armed before. With only_armed, one that is not stays so; with sooner, it never
 * moves backwards. */
bool kernel_alarm_start(struct kernel_alarm *alarm, ktime_t when, bool only_armed, bool sooner);
bool kernel_alarm_armed(const struct kernel_alarm *alarm);
bool kernel_alarm_running(const struct kernel_alarm *alarm);
/* 1 if it was armed, 0 if not, -1 if it is running just now and so can't be stopped. */
int kernel_alarm_try_cancel(struct kernel_alarm *alarm);
/* Whether it was armed. */
bool kernel_alarm_cancel(struct kernel_alarm *alarm);
/* The same, and it does not run when this returns. */
bool kernel_alarm_cancel_sync(struct kernel_alarm *alarm);
/* The same two, and from then on it can't be armed. */
bool kernel_alarm_shutdown(struct kernel_alarm *alarm);
bool kernel_alarm_shutdown_sync(struct kernel_alarm *alarm);
/* For fire(): the rest of it does not touch the alarm, which may be freed. */
void kernel_alarm_let_go(struct kernel_alarm *alarm);

#endif
