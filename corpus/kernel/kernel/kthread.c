// SPDX-License-Identifier: MIT
#include "internal.h"

#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct kthread {
	int (*fn)(void *data);
	void *data;
	int result;
	bool should_stop, should_park, parked;
	struct completion exited, park;
};

static struct kthread *self(void)
{
	return current->kthread;
}

static void *kthread_body(void *data)
{
	struct task_struct *task = data;
	struct kthread *kthread = task->kthread;

	kernel_task_enter(task);
	schedule();
	kthread->result = READ_ONCE(kthread->should_stop) ? -EINTR : kthread->fn(kthread->data);
	complete(&kthread->exited);
	return NULL;
}

static int start(void *(*body)(void *), void *data)
{
	pthread_attr_t detached;
	pthread_t thread;
	int error;

	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	error = pthread_create(&thread, &detached, body, data);
	pthread_attr_destroy(&detached);
	return -error;
}

struct task_struct *kthread_create_on_node(int (*fn)(void *data), void *data, int node,
					   const char *format, ...)
{
	struct kthread *kthread = calloc(1, sizeof(*kthread));
	char name[TASK_COMM_LEN];
	struct task_struct *task;
	va_list list;
	int error;

	(void)node;
	might_sleep();
	if (!kthread)
		return ERR_PTR(-ENOMEM);
	va_start(list, format);
	vsnprintf(name, sizeof(name), format, list);
	va_end(list);
	kthread->fn = fn;
	kthread->data = data;
	init_completion(&kthread->exited);
	init_completion(&kthread->park);
	task = kernel_task_new(name);
	task->kthread = kthread;
	/* asleep until it is woken for the first time */
	task->__state = TASK_UNINTERRUPTIBLE;
	error = start(kthread_body, task);
	if (error) {
		put_task_struct(task);
		return ERR_PTR(error);
	}
	return task;
}

int kthread_stop(struct task_struct *task)
{
	struct kthread *kthread = task->kthread;
	int result;

	might_sleep();
	get_task_struct(task);
	WRITE_ONCE(kthread->should_stop, true);
	kthread_unpark(task);
	wake_up_process(task);
	wait_for_completion(&kthread->exited);
	result = kthread->result;
	put_task_struct(task);
	return result;
}

bool kthread_should_stop(void)
{
	return READ_ONCE(self()->should_stop);
}

void *kthread_data(struct task_struct *task)
{
	return ((struct kthread *)task->kthread)->data;
}

bool kthread_should_park(void)
{
	return READ_ONCE(self()->should_park);
}

void kthread_parkme(void)
{
	struct kthread *kthread = self();

	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		if (!READ_ONCE(kthread->should_park))
			break;
		if (!xchg(&kthread->parked, true))
			complete(&kthread->park);
		schedule();
	}
	WRITE_ONCE(kthread->parked, false);
	set_current_state(TASK_RUNNING);
}

int kthread_park(struct task_struct *task)
{
	struct kthread *kthread = task->kthread;

	if (READ_ONCE(kthread->should_stop))
		return -ENOSYS;
	if (xchg(&kthread->should_park, true))
		return -EBUSY;
	wake_up_process(task);
	if (task != current)
		wait_for_completion(&kthread->park);
	return 0;
}

void kthread_unpark(struct task_struct *task)
{
	struct kthread *kthread = task->kthread;

	if (xchg(&kthread->should_park, false))
		wake_up_process(task);
}

struct thread_start {
	struct task_struct *task;
	void (*body)(void *data);
	void *data;
};

static void *thread_body(void *data)
{
	struct thread_start start = *(struct thread_start *)data;

	free(data);
	kernel_task_enter(start.task);
	start.body(start.data);
	return NULL;
}

void kernel_start_thread(const char *name, void (*body)(void *data), void *data)
{
	struct thread_start *with = malloc(sizeof(*with));

	if (!with)
		panic("no memory for thread %s", name);
	*with = (struct thread_start){kernel_task_new(name), body, data};
	if (start(thread_body, with))
		panic("can't start thread %s", name);
}
