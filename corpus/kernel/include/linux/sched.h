/* SPDX-License-Identifier: MIT */
/* Tasks: threads that can be told to sleep and be woken. Every thread that asks for `current` is
 * one. */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <asm/processor.h>

#define TASK_RUNNING 0x0000
#define TASK_INTERRUPTIBLE 0x0001
#define TASK_UNINTERRUPTIBLE 0x0002
#define TASK_WAKEKILL 0x0100
#define TASK_KILLABLE (TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_NORMAL (TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE (TASK_UNINTERRUPTIBLE | 0x0400)
#define TASK_COMM_LEN 16
#define MAX_SCHEDULE_TIMEOUT ((long)(~0UL >> 1))

struct kernel_parker;

struct task_struct {
	unsigned int __state;
	bool signalled, killed;
	int pid;
	char comm[TASK_COMM_LEN];
	refcount_t usage;
	struct kernel_parker *parker;
	unsigned int atomic_depth; /* spinlocks held, preempt_disable() */
	unsigned int interrupt_depth; /* inside handlers of timers and interrupts */
	unsigned int rcu_nesting;
	unsigned long rcu_epoch; /* when its read-side section began; 0 outside of one */
	struct list_head all;
	void *kthread;
};

extern __thread struct task_struct *kernel_current;
struct task_struct *kernel_attach(void);

static inline struct task_struct *get_current(void)
{
	return likely(kernel_current) ? kernel_current : kernel_attach();
}
#define current get_current()

void set_current_state(unsigned int state);
#define __set_current_state(state) set_current_state(state)
void schedule(void);
long schedule_timeout(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_uninterruptible(long timeout);
void io_schedule(void);
long io_schedule_timeout(long timeout);
int wake_up_process(struct task_struct *task);
int wake_up_state(struct task_struct *task, unsigned int state);
int signal_pending(struct task_struct *task);
int fatal_signal_pending(struct task_struct *task);
int signal_pending_state(unsigned int state, struct task_struct *task);
int send_sig(int signal, struct task_struct *task, int privileged);
void flush_signals(struct task_struct *task);
struct task_struct *get_task_struct(struct task_struct *task);
void put_task_struct(struct task_struct *task);
int cond_resched(void);
void yield(void);

#endif
