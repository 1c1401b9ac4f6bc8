/* SPDX-License-Identifier: MIT */
/* Wait queues: threads that sleep until a condition holds, and whom the one who makes it hold
 * wakes. */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <linux/errno.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

struct wait_queue_entry;

typedef int (*wait_queue_func_t)(struct wait_queue_entry *entry, unsigned int mode, int flags,
				 void *key);

#define WQ_FLAG_EXCLUSIVE 0x01

struct wait_queue_entry {
	unsigned int flags;
	void *private;
	wait_queue_func_t func;
	struct list_head entry;
};

struct wait_queue_head {
	spinlock_t lock;
	struct list_head head;
};

typedef struct wait_queue_entry wait_queue_entry_t;
typedef struct wait_queue_head wait_queue_head_t;

#define __WAIT_QUEUE_HEAD_INITIALIZER(name)                                                        \
	{.lock = __SPIN_LOCK_UNLOCKED(name.lock), .head = LIST_HEAD_INIT(name.head)}
#define DECLARE_WAIT_QUEUE_HEAD(name)                                                              \
	struct wait_queue_head name = __WAIT_QUEUE_HEAD_INITIALIZER(name)
#define DECLARE_WAIT_QUEUE_HEAD_ONSTACK(name) DECLARE_WAIT_QUEUE_HEAD(name)
#define DEFINE_WAIT_FUNC(name, function)                                                           \
	struct wait_queue_entry name = {                                                           \
		.private = current, .func = function, .entry = LIST_HEAD_INIT(name.entry)}
#define DEFINE_WAIT(name) DEFINE_WAIT_FUNC(name, autoremove_wake_function)
#define DECLARE_WAITQUEUE(name, task)                                                              \
	struct wait_queue_entry name = {.private = task,                                           \
					.func = default_wake_function,                             \
					.entry = LIST_HEAD_INIT(name.entry)}

void init_waitqueue_head(struct wait_queue_head *head);
void init_wait_entry(struct wait_queue_entry *entry, int flags);
void init_waitqueue_func_entry(struct wait_queue_entry *entry, wait_queue_func_t func);
int default_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key);
int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags,
			     void *key);
void add_wait_queue(struct wait_queue_head *head, struct wait_queue_entry *entry);
void add_wait_queue_exclusive(struct wait_queue_head *head, struct wait_queue_entry *entry);
void remove_wait_queue(struct wait_queue_head *head, struct wait_queue_entry *entry);
void prepare_to_wait(struct wait_queue_head *head, struct wait_queue_entry *entry, int state);
bool prepare_to_wait_exclusive(struct wait_queue_head *head, struct wait_queue_entry *entry,
			       int state);
/* -ERESTARTSYS, and the entry off the queue, if a signal forbids to sleep in that state. */
long prepare_to_wait_event(struct wait_queue_head *head, struct wait_queue_entry *entry, int state);
void finish_wait(struct wait_queue_head *head, struct wait_queue_entry *entry);
bool waitqueue_active(struct wait_queue_head *head);
bool wq_has_sleeper(struct wait_queue_head *head);
/* Wakes all that wait non-exclusively, and that many (0: all) of the others. */
int __wake_up(struct wait_queue_head *head, unsigned int mode, int exclusive, void *key);
void __wake_up_locked(struct wait_queue_head *head, unsigned int mode, int exclusive);

#define wake_up(head) ((void)__wake_up(head, TASK_NORMAL, 1, NULL))
#define wake_up_nr(head, nr) ((void)__wake_up(head, TASK_NORMAL, nr, NULL))
#define wake_up_all(head) ((void)__wake_up(head, TASK_NORMAL, 0, NULL))
#define wake_up_interruptible(head) ((void)__wake_up(head, TASK_INTERRUPTIBLE, 1, NULL))
#define wake_up_interruptible_all(head) ((void)__wake_up(head, TASK_INTERRUPTIBLE, 0, NULL))
#define wake_up_interruptible_sync(head) wake_up_interruptible(head)
#define wake_up_poll(head, mask)                                                                   \
	((void)__wake_up(head, TASK_NORMAL, 1, (void *)(unsigned long)(mask)))

/* The loop that all of them are. sleep is how to sleep; the value is 0, or what a signal makes of
 * it. */
#define ___wait_event(head, condition, state, wait_flags, result, sleep)                           \
	({                                                                                         \
		__label__ __out;                                                                   \
		struct wait_queue_entry __wait;                                                    \
		__typeof__(result) __ret = result;                                                 \
		init_wait_entry(&__wait, wait_flags);                                              \
		for (;;) {                                                                         \
			long __int = prepare_to_wait_event(&(head), &__wait, state);               \
			if (condition)                                                             \
				break;                                                             \
			if ((state) != TASK_UNINTERRUPTIBLE && __int) {                            \
				__ret = __int;                                                     \
				goto __out;                                                        \
			}                                                                          \
			sleep;                                                                     \
		}                                                                                  \
		finish_wait(&(head), &__wait);                                                     \
	__out:                                                                                     \
		__ret;                                                                             \
	})
/* True when the condition holds or the time is over; sees to it that what is left is at least 1 if
 * it holds. */
#define ___wait_cond_timeout(condition)                                                            \
	({                                                                                         \
		bool __cond = (condition);                                                         \
		if (__cond && !__ret)                                                              \
			__ret = 1;                                                                 \
		__cond || !__ret;                                                                  \
	})

#define wait_event(head, condition)                                                                \
	do {                                                                                       \
		might_sleep();                                                                     \
		if (!(condition))                                                                  \
			(void)___wait_event(head, condition, TASK_UNINTERRUPTIBLE, 0, 0L,          \
					    schedule());                                           \
	} while (0)
#define io_wait_event(head, condition) wait_event(head, condition)
#define __wait_event_result(head, condition, state, wait_flags)                                    \
	({                                                                                         \
		long __result = 0;                                                                 \
		might_sleep();                                                                     \
		if (!(condition))                                                                  \
			__result =                                                                 \
				___wait_event(head, condition, state, wait_flags, 0L, schedule()); \
		(int)__result;                                                                     \
	})
#define wait_event_interruptible(head, condition)                                                  \
	__wait_event_result(head, condition, TASK_INTERRUPTIBLE, 0)
#define wait_event_interruptible_exclusive(head, condition)                                        \
	__wait_event_result(head, condition, TASK_INTERRUPTIBLE, WQ_FLAG_EXCLUSIVE)
#define wait_event_killable(head, condition) __wait_event_result(head, condition, TASK_KILLABLE, 0)
#define wait_event_idle(head, condition) wait_event(head, condition)
#define __wait_event_time(head, condition, timeout, state)                                         \
	({                                                                                         \
		long __ret = timeout;                                                              \
		might_sleep();                                                                     \
		if (!___wait_cond_timeout(condition))                                              \
			__ret = ___wait_event(head, ___wait_cond_timeout(condition), state, 0,     \
					      (long)(timeout), __ret = schedule_timeout(__ret));   \
		__ret;                                                                             \
	})
#define wait_event_timeout(head, condition, timeout)                                               \
	__wait_event_time(head, condition, timeout, TASK_UNINTERRUPTIBLE)
#define wait_event_interruptible_timeout(head, condition, timeout)                                 \
	__wait_event_time(head, condition, timeout, TASK_INTERRUPTIBLE)
#define wait_event_killable_timeout(head, condition, timeout)                                      \
	__wait_event_time(head, condition, timeout, TASK_KILLABLE)
#define wait_event_lock_irq(head, condition, lock)                                                 \
	do {                                                                                       \
		if (!(condition))                                                                  \
			(void)___wait_event(head, condition, TASK_UNINTERRUPTIBLE, 0, 0L,          \
					    spin_unlock_irq(&(lock));                              \
					    schedule(); spin_lock_irq(&(lock)));                   \
	} while (0)

void might_sleep(void);

#endif
