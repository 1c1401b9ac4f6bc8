/* SPDX-License-Identifier: MIT */
/**
 * DOC: Power management at run time
 *
 * A device is active while someone counts as its user, pm_runtime_get_sync() and
 * pm_runtime_put(), and while one of its children is active. With the last user it is suspended:
 * by the driver's runtime_suspend(), unless runtime_idle() says otherwise. Nothing of this happens
 * before pm_runtime_enable().
 */
#ifndef _LINUX_PM_RUNTIME_H
#define _LINUX_PM_RUNTIME_H

#include <linux/device.h>
#include <linux/pm.h>

/* Bits of the functions below. */
#define RPM_ASYNC 0x01
#define RPM_GET_PUT 0x04
#define RPM_AUTO 0x08

int __pm_runtime_idle(struct device *dev, int flags);
int __pm_runtime_suspend(struct device *dev, int flags);
int __pm_runtime_resume(struct device *dev, int flags);
int pm_runtime_get_if_active(struct device *dev);
int pm_runtime_get_if_in_use(struct device *dev);
int __pm_runtime_set_status(struct device *dev, unsigned int status);
int pm_runtime_barrier(struct device *dev);
void pm_runtime_enable(struct device *dev);
void __pm_runtime_disable(struct device *dev, bool check_resume);
int devm_pm_runtime_enable(struct device *dev);
void pm_runtime_set_autosuspend_delay(struct device *dev, int delay);
void __pm_runtime_use_autosuspend(struct device *dev, bool use);
/* Forbidden: it stays active. The user's choice in the kernel; the count is theirs. */
void pm_runtime_allow(struct device *dev);
void pm_runtime_forbid(struct device *dev);
void pm_runtime_put_noidle(struct device *dev);

static inline void pm_runtime_get_noresume(struct device *dev)
{
	atomic_inc(&dev->power.usage_count);
}

static inline bool pm_runtime_enabled(struct device *dev)
{
	return !READ_ONCE(dev->power.disable_depth);
}

static inline bool pm_runtime_suspended(struct device *dev)
{
	return READ_ONCE(dev->power.runtime_status) == RPM_SUSPENDED && pm_runtime_enabled(dev);
}

static inline bool pm_runtime_active(struct device *dev)
{
	return READ_ONCE(dev->power.runtime_status) == RPM_ACTIVE || !pm_runtime_enabled(dev);
}

static inline bool pm_runtime_status_suspended(struct device *dev)
{
	return READ_ONCE(dev->power.runtime_status) == RPM_SUSPENDED;
}

/* Time does not count here: an autosuspend happens at once. */
static inline void pm_runtime_mark_last_busy(struct device *dev)
{
	(void)dev;
}

static inline int pm_runtime_idle(struct device *dev)
{
	return __pm_runtime_idle(dev, 0);
}

static inline int pm_runtime_suspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, 0);
}

static inline int pm_runtime_resume(struct device *dev)
{
	return __pm_runtime_resume(dev, 0);
}

static inline int pm_request_resume(struct device *dev)
{
	return __pm_runtime_resume(dev, RPM_ASYNC);
}

static inline int pm_runtime_get(struct device *dev)
{
	return __pm_runtime_resume(dev, RPM_GET_PUT | RPM_ASYNC);
}

/* Counts even when it fails. */
static inline int pm_runtime_get_sync(struct device *dev)
{
	return __pm_runtime_resume(dev, RPM_GET_PUT);
}

/* Does not count when it fails; never positive. */
static inline int pm_runtime_resume_and_get(struct device *dev)
{
	int error = __pm_runtime_resume(dev, RPM_GET_PUT);

	if (error >= 0)
		return 0;
	pm_runtime_put_noidle(dev);
	return error;
}

static inline int pm_runtime_put(struct device *dev)
{
	return __pm_runtime_idle(dev, RPM_GET_PUT | RPM_ASYNC);
}

static inline int pm_runtime_put_sync(struct device *dev)
{
	return __pm_runtime_idle(dev, RPM_GET_PUT);
}

static inline int pm_runtime_put_sync_suspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_GET_PUT);
}

static inline int pm_runtime_put_autosuspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_GET_PUT | RPM_ASYNC | RPM_AUTO);
}

static inline int pm_runtime_put_sync_autosuspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_GET_PUT | RPM_AUTO);
}

static inline int pm_runtime_set_active(struct device *dev)
{
	return __pm_runtime_set_status(dev, RPM_ACTIVE);
}

static inline int pm_runtime_set_suspended(struct device *dev)
{
	return __pm_runtime_set_status(dev, RPM_SUSPENDED);
}

static inline void pm_runtime_disable(struct device *dev)
{
	__pm_runtime_disable(dev, true);
}

static inline void pm_runtime_use_autosuspend(struct device *dev)
{
	__pm_runtime_use_autosuspend(dev, true);
}

static inline void pm_runtime_dont_use_autosuspend(struct device *dev)
{
	__pm_runtime_use_autosuspend(dev, false);
}

#endif
