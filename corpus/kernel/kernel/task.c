// SPDX-License-Identifier: MIT
/*
 * Tasks. A thread becomes one when it first asks for `current`, and stops being one when it ends.
 * Sleeping and waking go through a lock per task, so that a waker who comes between a sleeper's
 * test and its sleep is not missed: the state is set before the test, and a wake-up sets it back.
 */
#include "checked.h"
#include "internal.h"

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/preempt.h>
#include <linux/sched.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct kernel_parker {
	pthread_mutex_t lock;
	pthread_cond_t wake;
};

__thread struct task_struct *kernel_current;

static pthread_mutex_t tasks_lock = PTHREAD_MUTEX_INITIALIZER;
static LIST_HEAD(tasks);
static pthread_once_t key_once = PTHREAD_ONCE_INIT;
static pthread_key_t task_key;
static atomic_t last_pid;

static struct kernel_parker *parker_new(void)
{
	struct kernel_parker *parker = malloc(sizeof(*parker));
	pthread_condattr_t monotonic;

	if (!parker)
		abort();
	pthread_mutex_init(&parker->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&parker->wake, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return parker;
}

struct task_struct *kernel_task_new(const char *name)
{
	struct task_struct *task = calloc(1, sizeof(*task));

	if (!task)
		abort();
	task->parker = parker_new();
	task->pid = atomic_inc_return(&last_pid);
	snprintf(task->comm, sizeof(task->comm), "%s", name);
	refcount_set(&task->usage, 1);
	return task;
}

struct task_struct *get_task_struct(struct task_struct *task)
{
	refcount_inc(&task->usage);
	return task;
}

void put_task_struct(struct task_struct *task)
{
	if (!refcount_dec_and_test(&task->usage))
		return;
	pthread_mutex_destroy(&task->parker->lock);
	pthread_cond_destroy(&task->parker->wake);
	free(task->parker);
	free(task->kthread);
	free(task);
}

static void task_leave(void *data)
{
	struct task_struct *task = data;

	pthread_mutex_lock(&tasks_lock);
	list_del(&task->all);
	pthread_mutex_unlock(&tasks_lock);
	kernel_current = NULL;
	put_task_struct(task);
}

static void make_key(void)
{
	if (pthread_key_create(&task_key, task_leave))
		abort();
}

void kernel_task_enter(struct task_struct *task)
{
	pthread_once(&key_once, make_key);
	pthread_setspecific(task_key, task);
	kernel_current = task;
	pthread_mutex_lock(&tasks_lock);
	list_add_tail(&task->all, &tasks);
	pthread_mutex_unlock(&tasks_lock);
}

struct task_struct *kernel_attach(void)
{
	kernel_task_enter(kernel_task_new("user"));
	return kernel_current;
}

void kernel_for_each_task(void (*visit)(struct task_struct *task, void *data), void *data)
{
	struct task_struct *task;

	pthread_mutex_lock(&tasks_lock);
	list_for_each_entry(task, &tasks, all)
		visit(task, data);
	pthread_mutex_unlock(&tasks_lock);
}

void set_current_state(unsigned int state)
{
	struct task_struct *task = current;

	pthread_mutex_lock(&task->parker->lock);
	WRITE_ONCE(task->__state, state);
	pthread_mutex_unlock(&task->parker->lock);
}

int signal_pending(struct task_struct *task)
{
	return READ_ONCE(task->signalled);
}

int fatal_signal_pending(struct task_struct *task)
{
	return READ_ONCE(task->killed);
}

int signal_pending_state(unsigned int state, struct task_struct *task)
{
	if (state & TASK_INTERRUPTIBLE)
		return signal_pending(task);
	return (state & TASK_WAKEKILL) && fatal_signal_pending(task);
}

#define SIGNAL_KILL 9

int send_sig(int signal, struct task_struct *task, int privileged)
{
	(void)privileged;
	WRITE_ONCE(task->signalled, true);
	if (signal == SIGNAL_KILL)
		WRITE_ONCE(task->killed, true);
	wake_up_state(task, TASK_INTERRUPTIBLE | (signal == SIGNAL_KILL ? TASK_WAKEKILL : 0));
	return 0;
}

void flush_signals(struct task_struct *task)
{
	WRITE_ONCE(task->signalled, false);
	WRITE_ONCE(task->killed, false);
}

int wake_up_state(struct task_struct *task, unsigned int state)
{
	int woken = 0;

	pthread_mutex_lock(&task->parker->lock);
	if (task->__state & state) {
		WRITE_ONCE(task->__state, TASK_RUNNING);
		pthread_cond_signal(&task->parker->wake);
		woken = 1;
	}
	pthread_mutex_unlock(&task->parker->lock);
	return woken;
}

int wake_up_process(struct task_struct *task)
{
	return wake_up_state(task, TASK_NORMAL);
}

/* Sleeps until woken, or until that time, unless it is NULL. */
static void park(const struct timespec *until)
{
	struct task_struct *task = current;
	int error = 0;

	pthread_mutex_lock(&task->parker->lock);
	while (task->__state != TASK_RUNNING && !signal_pending_state(task->__state, task) &&
	       !error) {
		if (until)
			error = pthread_cond_timedwait(&task->parker->wake, &task->parker->lock,
						       until);
		else
			error = pthread_cond_wait(&task->parker->wake, &task->parker->lock);
	}
	WRITE_ONCE(task->__state, TASK_RUNNING);
	pthread_mutex_unlock(&task->parker->lock);
}

void schedule(void)
{
	if (READ_ONCE(current->__state) != TASK_RUNNING) {
		might_sleep();
		park(NULL);
	} else {
		sched_yield();
	}
}

long schedule_timeout(long timeout)
{
	unsigned long start = jiffies, passed;
	struct timespec until;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		schedule();
		return timeout;
	}
	might_sleep();
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += timeout / HZ;
	until.tv_nsec += timeout % HZ * (1000000000 / HZ);
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	park(&until);
	passed = jiffies - start;
	return passed < (unsigned long)timeout ? timeout - (long)passed : 0;
}

long schedule_timeout_interruptible(long timeout)
{
	set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout(timeout);
}

long schedule_timeout_uninterruptible(long timeout)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	return schedule_timeout(timeout);
}

void io_schedule(void)
{
	schedule();
}

long io_schedule_timeout(long timeout)
{
	return schedule_timeout(timeout);
}

int cond_resched(void)
{
	return 0;
}

void yield(void)
{
	sched_yield();
}

bool in_atomic(void)
{
	return current->atomic_depth || current->rcu_nesting;
}

bool in_interrupt(void)
{
	return current->interrupt_depth;
}

void preempt_disable(void)
{
	current->atomic_depth++;
}

void preempt_enable(void)
{
	current->atomic_depth--;
}

void kernel_enter_interrupt(void)
{
	current->atomic_depth++;
	current->interrupt_depth++;
}

void kernel_leave_interrupt(void)
{
	current->atomic_depth--;
	current->interrupt_depth--;
}

void might_sleep(void)
{
	checked_that(
		!in_atomic(), "sleep-in-atomic",
		"sleeping function called where one must not sleep: %u locks held, %u RCU readers",
		current->atomic_depth, current->rcu_nesting);
}
