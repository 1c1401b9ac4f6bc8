/* SPDX-License-Identifier: MIT */
/*
 * A spinlock is a lock whose holder must not sleep. With fewer CPUs than threads real spinning
 * would only burn the holder's time, so it waits. `lock` is room for the system's mutex, which
 * starts as zeros; `owner` is the task that holds it.
 */
#ifndef _LINUX_SPINLOCK_TYPES_H
#define _LINUX_SPINLOCK_TYPES_H

#include <linux/types.h>

struct task_struct;

typedef struct spinlock {
	unsigned long lock[5];
	struct task_struct *owner;
} spinlock_t;

typedef spinlock_t raw_spinlock_t;

typedef struct {
	unsigned long lock[7];
	struct task_struct *owner;
	int readers;
} rwlock_t;

#define __SPIN_LOCK_UNLOCKED(name) {{0}, NULL}
#define DEFINE_SPINLOCK(name) spinlock_t name = __SPIN_LOCK_UNLOCKED(name)
#define DEFINE_RAW_SPINLOCK(name) raw_spinlock_t name = __SPIN_LOCK_UNLOCKED(name)
#define __RW_LOCK_UNLOCKED(name) {{0}, NULL, 0}
#define DEFINE_RWLOCK(name) rwlock_t name = __RW_LOCK_UNLOCKED(name)

#endif
