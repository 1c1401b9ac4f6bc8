// SPDX-License-Identifier: MIT
#include "checked.h"
#include "internal.h"

#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include <pthread.h>
#include <unistd.h>

unsigned long kernel_rcu_epoch = 1;

static pthread_mutex_t gp_lock = PTHREAD_MUTEX_INITIALIZER;

/* Waits until the task no longer reads in an epoch before that one. Readers don't sleep: it won't
 * be long. */
static void wait_for_reader(struct task_struct *task, void *data)
{
	unsigned long target = *(unsigned long *)data, epoch;
	unsigned int spins = 0;

	for (;;) {
		epoch = __atomic_load_n(&task->rcu_epoch, __ATOMIC_SEQ_CST);
		if (!epoch || epoch >= target)
			return;
		if (++spins < 64)
			sched_yield();
		else
			usleep(50);
	}
}

static void grace_period(void)
{
	unsigned long target;

	pthread_mutex_lock(&gp_lock);
	target = __atomic_add_fetch(&kernel_rcu_epoch, 1, __ATOMIC_SEQ_CST);
	kernel_for_each_task(wait_for_reader, &target);
	pthread_mutex_unlock(&gp_lock);
}

void synchronize_rcu(void)
{
	checked_that(!current->rcu_nesting, "rcu-sync-in-reader",
		     "a reader waits for a grace period, which waits for the reader");
	might_sleep();
	grace_period();
}

void synchronize_rcu_expedited(void)
{
	synchronize_rcu();
}

void kernel_rcu_unbalanced(void)
{
	checked_that(false, "lock-not-held", "rcu_read_unlock() without rcu_read_lock()");
	WARN_ONCE(1, "rcu_read_unlock() without rcu_read_lock()\n");
}

/* Callbacks wait here until the thread takes all there are and gives them one grace period
 * together. */
static pthread_mutex_t callbacks_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t callbacks_wake = PTHREAD_COND_INITIALIZER;
static struct rcu_head *callbacks, **callbacks_end = &callbacks;
static pthread_once_t thread_once = PTHREAD_ONCE_INIT;

#define MAX_OFFSET 4096 /* functions stand above, offsets for kfree_rcu() below */

static void invoke(struct rcu_head *head)
{
	unsigned long offset = (unsigned long)head->func;

	if (offset < MAX_OFFSET)
		kvfree((char *)head - offset);
	else
		head->func(head);
}

static void rcu_thread(void *unused)
{
	(void)unused;
	for (;;) {
		struct rcu_head *head, *next;

		pthread_mutex_lock(&callbacks_lock);
		while (!callbacks)
			pthread_cond_wait(&callbacks_wake, &callbacks_lock);
		head = callbacks;
		callbacks = NULL;
		callbacks_end = &callbacks;
		pthread_mutex_unlock(&callbacks_lock);
		grace_period();
		for (; head; head = next) {
			next = head->next;
			invoke(head);
		}
	}
}

static void start_thread(void)
{
	kernel_start_thread("rcu", rcu_thread, NULL);
}

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	pthread_once(&thread_once, start_thread);
	head->func = func;
	head->next = NULL;
	pthread_mutex_lock(&callbacks_lock);
	*callbacks_end = head;
	callbacks_end = &head->next;
	pthread_cond_signal(&callbacks_wake);
	pthread_mutex_unlock(&callbacks_lock);
}

struct barrier_wait {
	struct rcu_head rcu;
	struct completion done;
};

static void barrier_reached(struct rcu_head *head)
{
	complete(&container_of(head, struct barrier_wait, rcu)->done);
}

/* There is one queue, in order: when a callback runs, those before it have run. */
void rcu_barrier(void)
{
	struct barrier_wait wait;

	init_completion(&wait.done);
	call_rcu(&wait.rcu, barrier_reached);
	wait_for_completion(&wait.done);
}

void kfree_rcu_mightsleep(const void *ptr)
{
	if (!ptr)
		return;
	synchronize_rcu();
	kvfree(ptr);
}
