/* SPDX-License-Identifier: MIT */
/*
 * Read-copy-update. A reader notes the epoch in its task; synchronize_rcu() begins a new epoch and
 * waits for every task that still reads in an older one.
 */
#ifndef _LINUX_RCUPDATE_H
#define _LINUX_RCUPDATE_H

#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <linux/lockdep.h>
#include <linux/sched.h>
#include <asm/barrier.h>

extern unsigned long kernel_rcu_epoch;

static inline void rcu_read_lock(void)
{
	struct task_struct *task = current;

	/* the exchange orders the note before all that is read: a new epoch either sees it, or we
	 * see its changes */
	if (!task->rcu_nesting++)
		(void)xchg(&task->rcu_epoch, READ_ONCE(kernel_rcu_epoch));
}

void kernel_rcu_unbalanced(void);

static inline void rcu_read_unlock(void)
{
	struct task_struct *task = current;

	if (unlikely(!task->rcu_nesting)) {
		kernel_rcu_unbalanced();
		return;
	}
	if (!--task->rcu_nesting)
		smp_store_release(&task->rcu_epoch, 0);
}

static inline int rcu_read_lock_held(void)
{
	return current->rcu_nesting > 0;
}

#define rcu_read_lock_bh() rcu_read_lock()
#define rcu_read_unlock_bh() rcu_read_unlock()
#define rcu_read_lock_sched() rcu_read_lock()
#define rcu_read_unlock_sched() rcu_read_unlock()

void synchronize_rcu(void);
void synchronize_rcu_expedited(void);
void call_rcu(struct rcu_head *head, rcu_callback_t func);
void rcu_barrier(void);

/* An offset stands for a function: the memory that this head is in, so far from its start, is
 * freed. */
#define kfree_rcu(ptr, rcu_member)                                                                 \
	do {                                                                                       \
		__typeof__(ptr) __kp = (ptr);                                                      \
		if (__kp)                                                                          \
			call_rcu(&__kp->rcu_member, (rcu_callback_t)(unsigned long)offsetof(       \
							    __typeof__(*__kp), rcu_member));       \
	} while (0)
#define kvfree_rcu(ptr, rcu_member) kfree_rcu(ptr, rcu_member)
void kfree_rcu_mightsleep(const void *ptr);

#define rcu_dereference(p) __atomic_load_n(&(p), __ATOMIC_ACQUIRE)
#define rcu_dereference_check(p, condition) rcu_dereference(p)
#define rcu_dereference_raw(p) rcu_dereference(p)
#define rcu_dereference_protected(p, condition) READ_ONCE(p)
#define rcu_access_pointer(p) READ_ONCE(p)
#define rcu_assign_pointer(p, value)                                                               \
	__atomic_store_n(&(p), (__typeof__(p))(value), __ATOMIC_RELEASE)
#define RCU_INIT_POINTER(p, value) WRITE_ONCE(p, value)
#define rcu_replace_pointer(p, new, condition)                                                     \
	({                                                                                         \
		__typeof__(p) __rold = READ_ONCE(p);                                               \
		rcu_assign_pointer(p, new);                                                        \
		__rold;                                                                            \
	})
#define init_rcu_head(head) ((void)(head))

DEFINE_LOCK_GUARD_0(rcu, rcu_read_lock(), rcu_read_unlock())

#endif
