/* SPDX-License-Identifier: MIT */
/* What the files of kernel/ share. Not for drivers. */
#ifndef KERNEL_INTERNAL_H
#define KERNEL_INTERNAL_H

#include <linux/sched.h>

/* A task that is not a thread yet; enter makes the calling thread it. */
struct task_struct *kernel_task_new(const char *name);
void kernel_task_enter(struct task_struct *task);
void kernel_for_each_task(void (*visit)(struct task_struct *task, void *data), void *data);

/* Between these the caller counts as a handler, which must not sleep. */
void kernel_enter_interrupt(void);
void kernel_leave_interrupt(void);

/* A thread that nobody waits for, which lives as long as the program. */
void kernel_start_thread(const char *name, void (*body)(void *data), void *data);

#endif
