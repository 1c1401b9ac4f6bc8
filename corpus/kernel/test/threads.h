/* SPDX-License-Identifier: MIT */
/* Threads that may end by themselves before they are stopped. */
#ifndef KERNEL_TEST_THREADS_H
#define KERNEL_TEST_THREADS_H

#include <linux/kthread.h>

static inline struct task_struct *thread_start(int (*fn)(void *data), void *data)
{
	struct task_struct *thread = kthread_create(fn, data, "test");

	get_task_struct(thread);
	wake_up_process(thread);
	return thread;
}

/* What it returned. */
static inline int thread_end(struct task_struct *thread)
{
	int result = kthread_stop(thread);

	put_task_struct(thread);
	return result;
}

#endif
