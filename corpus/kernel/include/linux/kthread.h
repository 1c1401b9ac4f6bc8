/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/sched.h>

struct task_struct *kthread_create_on_node(int (*fn)(void *data), void *data, int node,
					   const char *format, ...) __printf(4, 5);
#define kthread_create(fn, data, format, ...)                                                      \
	kthread_create_on_node(fn, data, -1, format, ##__VA_ARGS__)
#define kthread_run(fn, data, format, ...)                                                         \
	({                                                                                         \
		struct task_struct *__k = kthread_create(fn, data, format, ##__VA_ARGS__);         \
		if (!IS_ERR(__k))                                                                  \
			wake_up_process(__k);                                                      \
		__k;                                                                               \
	})

/* Asks the thread to end, wakes it, waits for it; what it returned, or -EINTR if it never ran. */
int kthread_stop(struct task_struct *task);
bool kthread_should_stop(void);
int kthread_park(struct task_struct *task);
void kthread_unpark(struct task_struct *task);
bool kthread_should_park(void);
void kthread_parkme(void);
void *kthread_data(struct task_struct *task);

#endif
