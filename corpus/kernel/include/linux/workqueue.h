/* SPDX-License-Identifier: MIT */
/* Work that runs later, on threads of the library. A work item never runs twice at the same time.
 */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/timer.h>

#include "custody.h"

struct workqueue_struct;
struct work_struct;

typedef void (*work_func_t)(struct work_struct *work);

/* All but func belongs to kernel/workqueue.c, under its lock. */
struct work_struct {
	work_func_t func;
	struct list_head entry;
	struct workqueue_struct *wq;
	unsigned long ticket; /* which of its queueings this is */
	unsigned int disabled; /* by how many cancel_work_sync() at work and disable_work() */
	bool pending; /* queued, or its timer armed */
	u8 place; /* then: where it waits */
};

struct delayed_work {
	struct work_struct work;
	struct timer_list timer;
	struct workqueue_struct *wq;
};

struct rcu_work {
	struct work_struct work;
	struct rcu_head rcu;
	struct workqueue_struct *wq;
};

enum wq_flags {
	WQ_BH = 1 << 0,
	WQ_UNBOUND = 1 << 1,
	WQ_FREEZABLE = 1 << 2,
	WQ_MEM_RECLAIM = 1 << 3,
	WQ_HIGHPRI = 1 << 4,
	WQ_CPU_INTENSIVE = 1 << 5,
	WQ_SYSFS = 1 << 6,
	__WQ_ORDERED = 1 << 17,
};

enum wq_consts {
	WQ_MAX_ACTIVE = 512,
	WQ_DFL_ACTIVE = WQ_MAX_ACTIVE / 2,
};

#define WORK_CPU_UNBOUND -1
#define WORK_BUSY_PENDING (1 << 0)
#define WORK_BUSY_RUNNING (1 << 1)

extern struct workqueue_struct kernel_system_wq, kernel_system_long_wq;
#define system_wq (&kernel_system_wq)
#define system_highpri_wq (&kernel_system_wq)
#define system_unbound_wq (&kernel_system_wq)
#define system_power_efficient_wq (&kernel_system_wq)
#define system_freezable_wq (&kernel_system_wq)
#define system_long_wq (&kernel_system_long_wq)

void kernel_delayed_work_fire(struct timer_list *timer);

#define __WORK_INITIALIZER(name, function)                                                         \
	{.func = (function), .entry = LIST_HEAD_INIT((name).entry)}
#define __DELAYED_WORK_INITIALIZER(name, function)                                                 \
	{.work = __WORK_INITIALIZER((name).work, (function)),                                      \
	 .timer = __TIMER_INITIALIZER(kernel_delayed_work_fire, 0)}
#define DECLARE_WORK(name, function) struct work_struct name = __WORK_INITIALIZER(name, function)
#define DECLARE_DELAYED_WORK(name, function)                                                       \
	struct delayed_work name = __DELAYED_WORK_INITIALIZER(name, function)

void kernel_init_work(struct work_struct *work __borrowed, work_func_t func);
#define INIT_WORK(work, function)                                                                  \
	do {                                                                                       \
		kernel_init_work(work, function);                                                  \
		(work)->func = (function);                                                         \
	} while (0)
#define INIT_WORK_ONSTACK(work, function) INIT_WORK(work, function)
#define destroy_work_on_stack(work) ((void)(work))
#define INIT_DELAYED_WORK(dwork, function)                                                         \
	do {                                                                                       \
		kernel_init_work(&(dwork)->work, function);                                        \
		timer_setup(&(dwork)->timer, kernel_delayed_work_fire, 0);                         \
	} while (0)
#define INIT_DELAYED_WORK_ONSTACK(dwork, function) INIT_DELAYED_WORK(dwork, function)
#define INIT_RCU_WORK(rwork, function) kernel_init_work(&(rwork)->work, function)

struct workqueue_struct *alloc_workqueue(const char *format, unsigned int flags, int max_active,
					 ...) __printf(1, 4);
#define alloc_ordered_workqueue(format, flags, args...)                                            \
	alloc_workqueue(format, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##args)
#define create_workqueue(name) alloc_workqueue("%s", WQ_MEM_RECLAIM, 1, (name))
#define create_singlethread_workqueue(name) alloc_ordered_workqueue("%s", WQ_MEM_RECLAIM, name)
void destroy_workqueue(struct workqueue_struct *wq);

bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay);
bool queue_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			   unsigned long delay);
bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork, unsigned long delay);
bool mod_delayed_work_on(int cpu, struct workqueue_struct *wq, struct delayed_work *dwork,
			 unsigned long delay);
bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork);
bool flush_work(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *dwork);
void flush_workqueue(struct workqueue_struct *wq);
void drain_workqueue(struct workqueue_struct *wq);
bool cancel_work(struct work_struct *work);
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work(struct delayed_work *dwork);
bool cancel_delayed_work_sync(struct delayed_work *dwork);
bool disable_work(struct work_struct *work);
bool disable_work_sync(struct work_struct *work);
bool enable_work(struct work_struct *work);
unsigned int work_busy(struct work_struct *work);
bool work_pending(struct work_struct *work);
struct work_struct *current_work(void);

#define delayed_work_pending(dwork) work_pending(&(dwork)->work)

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

static inline struct rcu_work *to_rcu_work(struct work_struct *work)
{
	return container_of(work, struct rcu_work, work);
}

static inline bool schedule_work(struct work_struct *work)
{
	return queue_work(system_wq, work);
}

static inline bool schedule_work_on(int cpu, struct work_struct *work)
{
	return queue_work_on(cpu, system_wq, work);
}

static inline bool schedule_delayed_work(struct delayed_work *dwork, unsigned long delay)
{
	return queue_delayed_work(system_wq, dwork, delay);
}

#endif
