// SPDX-License-Identifier: MIT
/* Runtime power management: counts of users and active children, and the callbacks that follow
 * from them. Callbacks run without the lock; meanwhile the state is RESUMING or SUSPENDING. */
#include "custody.h"
#include "drivers/base/base.h"

#include <linux/errno.h>
#include <linux/pm_runtime.h>
#include <linux/string.h>

/* What the work item is to do: the last request counts. */
enum { REQUEST_IDLE = 1, REQUEST_SUSPEND, REQUEST_RESUME };

static int rpm_idle(struct device *dev, int flags);
static int rpm_suspend(struct device *dev, int flags);
static int rpm_resume(struct device *dev, int flags);

static const struct dev_pm_ops *ops_of(struct device *dev)
{
	if (dev->type && dev->type->pm)
		return dev->type->pm;
	if (dev->class && dev->class->pm)
		return dev->class->pm;
	if (dev->bus && dev->bus->pm)
		return dev->bus->pm;
	return dev->driver ? dev->driver->pm : NULL;
}

static int call(int (*callback)(struct device *dev), struct device *dev)
{
	return callback ? callback(dev) : 0;
}

/* --- requests ----------------------------------------------------------------------------- */

static void pm_work(struct work_struct *work)
{
	struct device *dev = container_of(work, struct device, power.work);
	int request;

	spin_lock(&dev->power.lock);
	request = dev->power.request;
	dev->power.request = 0;
	spin_unlock(&dev->power.lock);
	/* nobody waits for the answer; an error stays in the device */
	if (request == REQUEST_IDLE)
		(void)rpm_idle(dev, 0);
	else if (request == REQUEST_SUSPEND)
		(void)rpm_suspend(dev, 0);
	else if (request == REQUEST_RESUME)
		(void)rpm_resume(dev, 0);
}

/* With the lock held. */
static void request(struct device *dev, int what)
{
	dev->power.request = what;
	queue_work(system_wq, &dev->power.work);
}

static bool in_transition(struct device *dev)
{
	bool result;

	spin_lock(&dev->power.lock);
	result = dev->power.runtime_status == RPM_RESUMING ||
		 dev->power.runtime_status == RPM_SUSPENDING || dev->power.idle_notification;
	spin_unlock(&dev->power.lock);
	return result;
}

static void wait_for_transition(struct device *dev)
{
	wait_event(dev->power.wait_queue, !in_transition(dev));
}

/* With the lock held. */
static void set_status(struct device *dev, enum rpm_status status)
{
	WRITE_ONCE(dev->power.runtime_status, status);
	wake_up_all(&dev->power.wait_queue);
}

/* --- resuming ----------------------------------------------------------------------------- */

/* With the lock held: 0 if it has to be resumed. */
static int resume_allowed(struct device *dev)
{
	if (dev->power.runtime_error)
		return -EINVAL;
	if (dev->power.runtime_status == RPM_ACTIVE &&
	    (!dev->power.disable_depth || dev->power.disable_depth == 1))
		return 1;
	return dev->power.disable_depth ? -EACCES : 0;
}

static int run_resume(struct device *dev)
{
	const struct dev_pm_ops *ops = ops_of(dev);
	int error = ops ? call(ops->runtime_resume, dev) : 0;

	spin_lock(&dev->power.lock);
	if (error) {
		set_status(dev, RPM_SUSPENDED);
		if (error != -EAGAIN && error != -EBUSY)
			dev->power.runtime_error = error;
	} else {
		set_status(dev, RPM_ACTIVE);
		if (dev->parent)
			atomic_inc(&dev->parent->power.child_count);
	}
	spin_unlock(&dev->power.lock);
	return error;
}

/* Whether it has to wait for its parent to be resumed. */
static bool lacks_parent(struct device *dev)
{
	struct device *parent = dev->parent;

	return parent && READ_ONCE(dev->power.runtime_status) == RPM_SUSPENDED &&
	       !dev->power.runtime_error && pm_runtime_enabled(dev) &&
	       !parent->power.ignore_children && pm_runtime_enabled(parent) &&
	       READ_ONCE(parent->power.runtime_status) != RPM_ACTIVE;
}

/* ... whose parent has been resumed. */
static int resume_one(struct device *dev, int flags)
{
	struct device *parent = NULL;
	int error;

	for (;;) {
		spin_lock(&dev->power.lock);
		error = resume_allowed(dev);
		if (error)
			break;
		if (flags & RPM_ASYNC) {
			request(dev, REQUEST_RESUME);
			break;
		}
		if (dev->power.runtime_status != RPM_SUSPENDED) {
			spin_unlock(&dev->power.lock);
			wait_for_transition(dev);
			continue;
		}
		if (dev->parent && !parent) {
			spin_unlock(&dev->power.lock);
			/* it stays active from here on */
			parent = dev->parent;
			pm_runtime_get_noresume(parent);
			if (!lacks_parent(dev))
				continue;
			error = -EBUSY;
			goto put_parent;
		}
		set_status(dev, RPM_RESUMING);
		spin_unlock(&dev->power.lock);
		error = run_resume(dev);
		goto put_parent;
	}
	spin_unlock(&dev->power.lock);
put_parent:
	/* it may stay active for others */
	if (parent)
		(void)__pm_runtime_idle(parent, RPM_GET_PUT | RPM_ASYNC);
	__trusted_block("the parent's own request, which outlives this one")
	{
		return error;
	}
}

/* The outermost one that has to be resumed first; the device itself if there is none. */
static struct device *first_to_resume(struct device *dev)
{
	while (lacks_parent(dev))
		dev = dev->parent;
	return dev;
}

/* Those above it that were resumed may be suspended again before their turn has come. */
static int rpm_resume(struct device *dev, int flags)
{
	struct device *first, *before = NULL;

	for (;;) {
		first = flags & RPM_ASYNC ? dev : first_to_resume(dev);
		if (first == dev || first == before)
			return resume_one(dev, flags);
		if (resume_one(first, 0) < 0)
			before = first;
	}
}

/* --- suspending --------------------------------------------------------------------------- */

/* With the lock held. */
static int suspend_allowed(struct device *dev)
{
	if (dev->power.runtime_error)
		return -EINVAL;
	if (dev->power.disable_depth)
		return -EACCES;
	if (atomic_read(&dev->power.usage_count))
		return -EAGAIN;
	if (!dev->power.ignore_children && atomic_read(&dev->power.child_count))
		return -EBUSY;
	return dev->power.runtime_status == RPM_SUSPENDED ? 1 : 0;
}

/* With the lock held: 0 if the driver may be asked whether it is idle. */
static int idle_allowed(struct device *dev)
{
	int error = suspend_allowed(dev);

	if (error)
		return error;
	if (dev->power.runtime_status != RPM_ACTIVE)
		return -EAGAIN;
	return dev->power.idle_notification ? -EINPROGRESS : 0;
}

static int idle_later(struct device *dev)
{
	int error;

	spin_lock(&dev->power.lock);
	error = idle_allowed(dev);
	if (!error)
		request(dev, REQUEST_IDLE);
	spin_unlock(&dev->power.lock);
	return error;
}

/* A parent that has lost its last active child may go, too. */
static void leave_parent(struct device *dev)
{
	struct device *parent = dev->parent;

	if (parent && atomic_dec_and_test(&parent->power.child_count))
		(void)idle_later(parent);
}

static int run_suspend(struct device *dev)
{
	const struct dev_pm_ops *ops = ops_of(dev);
	int error = ops ? call(ops->runtime_suspend, dev) : 0;

	spin_lock(&dev->power.lock);
	if (error) {
		set_status(dev, RPM_ACTIVE);
		if (error != -EAGAIN && error != -EBUSY)
			dev->power.runtime_error = error;
	} else {
		set_status(dev, RPM_SUSPENDED);
	}
	spin_unlock(&dev->power.lock);
	if (!error)
		leave_parent(dev);
	return error;
}

static int rpm_suspend(struct device *dev, int flags)
{
	int error;

	for (;;) {
		spin_lock(&dev->power.lock);
		error = suspend_allowed(dev);
		if (error)
			break;
		if (flags & RPM_ASYNC) {
			request(dev, REQUEST_SUSPEND);
			break;
		}
		if (dev->power.runtime_status != RPM_ACTIVE) {
			spin_unlock(&dev->power.lock);
			wait_for_transition(dev);
			continue;
		}
		set_status(dev, RPM_SUSPENDING);
		spin_unlock(&dev->power.lock);
		return run_suspend(dev);
	}
	spin_unlock(&dev->power.lock);
	return error;
}

static int rpm_idle(struct device *dev, int flags)
{
	const struct dev_pm_ops *ops;
	int error;

	if (flags & RPM_ASYNC)
		return idle_later(dev);
	spin_lock(&dev->power.lock);
	error = idle_allowed(dev);
	if (error) {
		spin_unlock(&dev->power.lock);
		return error;
	}
	dev->power.idle_notification = true;
	spin_unlock(&dev->power.lock);
	ops = ops_of(dev);
	error = ops ? call(ops->runtime_idle, dev) : 0;
	spin_lock(&dev->power.lock);
	dev->power.idle_notification = false;
	wake_up_all(&dev->power.wait_queue);
	spin_unlock(&dev->power.lock);
	return error ? error : rpm_suspend(dev, RPM_AUTO);
}

/* --- what drivers call -------------------------------------------------------------------- */

/* False if there was no user. */
static bool drop_usage(struct device *dev)
{
	int left = atomic_dec_return(&dev->power.usage_count);

	if (left >= 0)
		return true;
	atomic_inc(&dev->power.usage_count);
	checked_that(false, "pm-runtime-put-too-often", "%s has no user that could be put",
		     dev_name(dev));
	WARN(1, "%s: runtime PM usage count underflow\n", dev_name(dev));
	return false;
}

int __pm_runtime_idle(struct device *dev, int flags)
{
	if (flags & RPM_GET_PUT) {
		if (!drop_usage(dev))
			return -EINVAL;
		if (atomic_read(&dev->power.usage_count))
			return 0;
	}
	if (!(flags & RPM_ASYNC))
		might_sleep();
	return rpm_idle(dev, flags);
}

int __pm_runtime_suspend(struct device *dev, int flags)
{
	if (flags & RPM_GET_PUT) {
		if (!drop_usage(dev))
			return -EINVAL;
		if (atomic_read(&dev->power.usage_count))
			return 0;
	}
	if (!(flags & RPM_ASYNC))
		might_sleep();
	return rpm_suspend(dev, flags);
}

int __pm_runtime_resume(struct device *dev, int flags)
{
	if (!(flags & RPM_ASYNC) && READ_ONCE(dev->power.runtime_status) != RPM_ACTIVE)
		might_sleep();
	if (flags & RPM_GET_PUT)
		pm_runtime_get_noresume(dev);
	__trusted_block("RPM_GET_PUT asks for the count: it is the caller's")
	{
		return rpm_resume(dev, flags);
	}
}

void pm_runtime_put_noidle(struct device *dev)
{
	drop_usage(dev);
}

static int get_conditional(struct device *dev, bool in_use)
{
	int result = -EINVAL;

	spin_lock(&dev->power.lock);
	if (!dev->power.disable_depth) {
		result = dev->power.runtime_status == RPM_ACTIVE &&
			 (!in_use || atomic_read(&dev->power.usage_count));
		if (result)
			atomic_inc(&dev->power.usage_count);
	}
	spin_unlock(&dev->power.lock);
	return result;
}

int pm_runtime_get_if_active(struct device *dev)
{
	return get_conditional(dev, false);
}

int pm_runtime_get_if_in_use(struct device *dev)
{
	return get_conditional(dev, true);
}

int __pm_runtime_set_status(struct device *dev, unsigned int status)
{
	struct device *parent = dev->parent;
	bool left = false;
	int error = 0;

	spin_lock(&dev->power.lock);
	if (!dev->power.disable_depth && !dev->power.runtime_error) {
		error = -EAGAIN;
	} else if (dev->power.runtime_status != status) {
		if (status == RPM_ACTIVE && parent && !parent->power.ignore_children &&
		    pm_runtime_suspended(parent)) {
			error = -EBUSY;
		} else {
			if (parent && status == RPM_ACTIVE)
				atomic_inc(&parent->power.child_count);
			left = status == RPM_SUSPENDED;
			set_status(dev, status);
		}
	}
	if (!error)
		dev->power.runtime_error = 0;
	spin_unlock(&dev->power.lock);
	if (error)
		return error;
	if (left)
		leave_parent(dev);
	return 0;
}

int pm_runtime_barrier(struct device *dev)
{
	bool resume;

	spin_lock(&dev->power.lock);
	resume = dev->power.request == REQUEST_RESUME;
	dev->power.request = 0;
	spin_unlock(&dev->power.lock);
	/* as the work would have done, which tells nobody either */
	if (resume)
		(void)rpm_resume(dev, 0);
	cancel_work_sync(&dev->power.work);
	wait_for_transition(dev);
	return resume;
}

void pm_runtime_enable(struct device *dev)
{
	spin_lock(&dev->power.lock);
	if (!WARN(!dev->power.disable_depth, "%s: unbalanced pm_runtime_enable()\n", dev_name(dev)))
		WRITE_ONCE(dev->power.disable_depth, dev->power.disable_depth - 1);
	spin_unlock(&dev->power.lock);
}

void __pm_runtime_disable(struct device *dev, bool check_resume)
{
	bool last;

	spin_lock(&dev->power.lock);
	if (check_resume && dev->power.request == REQUEST_RESUME && !dev->power.disable_depth) {
		spin_unlock(&dev->power.lock);
		(void)rpm_resume(dev, 0); /* as above */
		spin_lock(&dev->power.lock);
	}
	last = !dev->power.disable_depth;
	WRITE_ONCE(dev->power.disable_depth, dev->power.disable_depth + 1);
	if (last)
		dev->power.request = 0;
	spin_unlock(&dev->power.lock);
	if (!last)
		return;
	cancel_work_sync(&dev->power.work);
	wait_for_transition(dev);
}

static void disable_action(void *dev)
{
	pm_runtime_dont_use_autosuspend(dev);
	pm_runtime_disable(dev);
}

int devm_pm_runtime_enable(struct device *dev)
{
	pm_runtime_enable(dev);
	return devm_add_action_or_reset(dev, disable_action, dev);
}

void pm_runtime_set_autosuspend_delay(struct device *dev, int delay)
{
	spin_lock(&dev->power.lock);
	dev->power.autosuspend_delay = delay;
	spin_unlock(&dev->power.lock);
}

void __pm_runtime_use_autosuspend(struct device *dev, bool use)
{
	spin_lock(&dev->power.lock);
	dev->power.use_autosuspend = use;
	spin_unlock(&dev->power.lock);
}

static bool set_forbidden(struct device *dev, bool forbidden)
{
	bool changed;

	spin_lock(&dev->power.lock);
	changed = dev->power.runtime_forbidden != forbidden;
	dev->power.runtime_forbidden = forbidden;
	if (changed && forbidden)
		atomic_inc(&dev->power.usage_count);
	spin_unlock(&dev->power.lock);
	return changed;
}

void pm_runtime_forbid(struct device *dev)
{
	/* one that can't be resumed stays as it is */
	if (set_forbidden(dev, true))
		(void)rpm_resume(dev, 0);
}

void pm_runtime_allow(struct device *dev)
{
	/* it may stay active for others */
	if (set_forbidden(dev, false))
		(void)__pm_runtime_idle(dev, RPM_GET_PUT | RPM_ASYNC);
}

/* --- the driver core's part --------------------------------------------------------------- */

void pm_runtime_init(struct device *dev)
{
	memset(&dev->power, 0, sizeof(dev->power));
	spin_lock_init(&dev->power.lock);
	init_waitqueue_head(&dev->power.wait_queue);
	INIT_WORK(&dev->power.work, pm_work);
	dev->power.runtime_status = RPM_SUSPENDED;
	dev->power.disable_depth = 1;
}

/* After a driver: what it left in disorder does not reach the next one. */
void pm_runtime_reinit(struct device *dev)
{
	if (pm_runtime_enabled(dev))
		return;
	if (READ_ONCE(dev->power.runtime_status) == RPM_ACTIVE)
		pm_runtime_set_suspended(dev);
}

void pm_runtime_remove(struct device *dev)
{
	__pm_runtime_disable(dev, false);
	pm_runtime_reinit(dev);
}
