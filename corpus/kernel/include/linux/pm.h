/* SPDX-License-Identifier: MIT */
/* Power management: the operations of a driver, and a device's state at run time. There is no
 * system sleep here: those operations are never called. */
#ifndef _LINUX_PM_H
#define _LINUX_PM_H

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct device;

typedef struct pm_message {
	int event;
} pm_message_t;

struct dev_pm_ops {
	int (*suspend)(struct device *dev);
	int (*resume)(struct device *dev);
	int (*freeze)(struct device *dev);
	int (*thaw)(struct device *dev);
	int (*poweroff)(struct device *dev);
	int (*restore)(struct device *dev);
	int (*runtime_suspend)(struct device *dev);
	int (*runtime_resume)(struct device *dev);
	int (*runtime_idle)(struct device *dev);
};

#define SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)                                                 \
	.suspend = (suspend_fn), .resume = (resume_fn), .freeze = (suspend_fn),                    \
	.thaw = (resume_fn), .poweroff = (suspend_fn), .restore = (resume_fn),
#define RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)                                             \
	.runtime_suspend = (suspend_fn), .runtime_resume = (resume_fn), .runtime_idle = (idle_fn),
#define SET_RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)                                         \
	RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)
#define DEFINE_RUNTIME_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn)                            \
	const struct dev_pm_ops name = {RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)}
#define DEFINE_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn)                                      \
	const struct dev_pm_ops name = {SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)}
#define pm_ptr(p) (p)
#define pm_sleep_ptr(p) (p)

enum rpm_status {
	RPM_ACTIVE,
	RPM_RESUMING,
	RPM_SUSPENDED,
	RPM_SUSPENDING,
};

/* A device's state; guarded by lock, apart from the counts. */
struct dev_pm_info {
	spinlock_t lock;
	wait_queue_head_t wait_queue;
	struct work_struct work;
	atomic_t usage_count;
	atomic_t child_count;
	unsigned int disable_depth;
	bool idle_notification;
	int request;
	bool runtime_forbidden;
	bool use_autosuspend;
	bool ignore_children;
	int autosuspend_delay;
	enum rpm_status runtime_status;
	int runtime_error;
};

#endif
