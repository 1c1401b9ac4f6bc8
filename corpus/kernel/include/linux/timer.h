/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H

#include <linux/container_of.h>
#include <linux/jiffies.h>
#include <linux/kernel_alarm.h>
#include <linux/ktime.h>

struct timer_list {
	unsigned long expires;
	/* NULL: shut down, it can't be armed again */
	void (*function)(struct timer_list *timer);
	u32 flags;
	struct kernel_alarm alarm;
};

#define TIMER_DEFERRABLE 0x00080000
#define TIMER_PINNED 0x00100000
#define TIMER_IRQSAFE 0x00200000

void kernel_timer_fire(struct kernel_alarm *alarm);

#define __TIMER_INITIALIZER(_function, _flags)                                                     \
	{                                                                                          \
		.function = (_function), .flags = (_flags), .alarm = {.fire = kernel_timer_fire }  \
	}
#define DEFINE_TIMER(name, function) struct timer_list name = __TIMER_INITIALIZER(function, 0)

void timer_setup(struct timer_list *timer, void (*function)(struct timer_list *timer),
		 unsigned int flags);
#define timer_setup_on_stack(timer, function, flags) timer_setup(timer, function, flags)
#define destroy_timer_on_stack(timer) ((void)(timer))
#define from_timer(variable, timer, field) container_of(timer, __typeof__(*(variable)), field)
#define timer_container_of(variable, timer, field) from_timer(variable, timer, field)

int timer_pending(const struct timer_list *timer);
void add_timer(struct timer_list *timer);
void add_timer_on(struct timer_list *timer, int cpu);
int mod_timer(struct timer_list *timer, unsigned long expires);
int mod_timer_pending(struct timer_list *timer, unsigned long expires);
int timer_reduce(struct timer_list *timer, unsigned long expires);
int timer_delete_sync(struct timer_list *timer);
/* libc has another function of this name */
int timer_delete(struct timer_list *timer) __asm__("kernel_timer_delete");
int try_to_del_timer_sync(struct timer_list *timer);
int timer_shutdown(struct timer_list *timer);
int timer_shutdown_sync(struct timer_list *timer);

static inline int del_timer(struct timer_list *timer)
{
	return timer_delete(timer);
}

static inline int del_timer_sync(struct timer_list *timer)
{
	return timer_delete_sync(timer);
}

#endif
