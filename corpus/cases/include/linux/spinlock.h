/* SPDX-License-Identifier: MIT */
#ifndef _CASES_SPINLOCK_H
#define _CASES_SPINLOCK_H
#include <linux/types.h>
typedef struct spinlock {
	int raw;
} spinlock_t;
void spin_lock_init(spinlock_t *lock);
void spin_lock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
void spin_lock_irq(spinlock_t *lock);
void spin_unlock_irq(spinlock_t *lock);
struct mutex {
	int owner;
};
void mutex_init(struct mutex *lock);
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
struct completion {
	unsigned int done;
};
void init_completion(struct completion *x);
void complete(struct completion *x);
void wait_for_completion(struct completion *x);
#endif
