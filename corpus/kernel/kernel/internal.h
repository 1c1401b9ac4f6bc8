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

/* That table ends with an empty entry, if the module has told its size: MODULE_DEVICE_TABLE(). */
void kernel_check_table(const void *start, const char *driver);

struct device;

/* Lines that are one device's alone: when its driver is unbound they must have no handler. */
void kernel_irq_set_owner(unsigned int irq, const struct device *owner);
/* A free line, or -ENOSPC. Setting its owner to NULL gives it back. */
int kernel_irq_alloc(const struct device *owner);
bool kernel_device_has_irq(const struct device *dev);
/* A handler that goes with its device, not by free_irq(). */
void kernel_irq_set_managed(unsigned int irq, const void *dev_id, bool managed);

#endif
