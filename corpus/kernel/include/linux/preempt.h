/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_PREEMPT_H
#define _LINUX_PREEMPT_H

#include <linux/types.h>

/* Whether the caller may not sleep: it holds a spinlock, or is a timer's or an interrupt's handler.
 */
bool in_atomic(void);
bool in_interrupt(void);
void preempt_disable(void);
void preempt_enable(void);

#define in_task() (!in_interrupt())
#define in_softirq() in_interrupt()
#define in_hardirq() in_interrupt()
#define local_bh_disable() preempt_disable()
#define local_bh_enable() preempt_enable()

#endif
