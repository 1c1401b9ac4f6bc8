// SPDX-License-Identifier: MIT
/*
 * Binding devices to drivers. It happens with the device's lock held, so never twice at a time for
 * one device. A probe that lacks something others provide returns -EPROBE_DEFER: the device is put
 * aside and tried again, on a work queue, after every other binding that succeeded.
 */
#include "base.h"
#include "kernel/internal.h"

#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/pm_runtime.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

static DEFINE_MUTEX(deferred_lock);
static LIST_HEAD(deferred_pending);
static LIST_HEAD(deferred_active);
static atomic_t trigger_count = ATOMIC_INIT(0);
static atomic_t probe_count = ATOMIC_INIT(0);
static DECLARE_WAIT_QUEUE_HEAD(probe_wait);

static void retry_deferred(struct work_struct *work);
static DECLARE_WORK(deferred_work, retry_deferred);

/* --- put aside ---------------------------------------------------------------------------- */

/* The first one that is to be tried again, or NULL. */
static struct device *take_deferred(void)
{
	struct device_private *p;
	struct device *dev = NULL;

	mutex_lock(&deferred_lock);
	p = list_first_entry_or_null(&deferred_active, struct device_private, deferred_probe);
	if (p) {
		list_del_init(&p->deferred_probe);
		dev = get_device(p->device);
	}
	mutex_unlock(&deferred_lock);
	return dev;
}

static void retry_deferred(struct work_struct *work)
{
	struct device *dev;

	(void)work;
	while ((dev = take_deferred())) {
		bus_probe_device(dev);
		put_device(dev);
	}
}

static void deferred_trigger(void)
{
	mutex_lock(&deferred_lock);
	atomic_inc(&trigger_count);
	list_splice_tail_init(&deferred_pending, &deferred_active);
	mutex_unlock(&deferred_lock);
	queue_work(system_unbound_wq, &deferred_work);
}

static void deferred_add(struct device *dev, int triggers_before)
{
	mutex_lock(&deferred_lock);
	if (list_empty(&dev->p->deferred_probe))
		list_add_tail(&dev->p->deferred_probe, &deferred_pending);
	mutex_unlock(&deferred_lock);
	/* what it lacks may have come while it was tried */
	if (atomic_read(&trigger_count) != triggers_before)
		deferred_trigger();
}

void driver_deferred_probe_del(struct device *dev)
{
	mutex_lock(&deferred_lock);
	if (!list_empty(&dev->p->deferred_probe))
		list_del_init(&dev->p->deferred_probe);
	mutex_unlock(&deferred_lock);
}

void wait_for_device_probe(void)
{
	flush_work(&deferred_work);
	wait_event(probe_wait, !atomic_read(&probe_count));
}

/* --- what a driver leaves behind ---------------------------------------------------------- */

static void remember(struct device *dev, const struct device_driver *drv)
{
	dev->p->pm_disable_depth = READ_ONCE(dev->power.disable_depth);
	dev->p->pm_usage = atomic_read(&dev->power.usage_count);
	dev->p->probe_code = drv->probe;
	dev->p->remove_code = drv->remove;
}

/* After all is undone: everything is as it was before the driver came. */
static void check_left(struct device *dev, const void *code)
{
	if (!KERNEL_CHECKED)
		return;
	if (!code)
		code = dev->p->probe_code;
	checked_that_in(code, !kernel_device_has_irq(dev), "irq-left-at-detach",
			"%s is unbound, but has an interrupt handler", dev_name(dev));
	checked_that_in(code, dev->p->pm_disable_depth <= READ_ONCE(dev->power.disable_depth),
			"pm-runtime-left-enabled", "%s is unbound with runtime PM enabled",
			dev_name(dev));
	checked_that_in(code, dev->p->pm_usage == atomic_read(&dev->power.usage_count),
			"pm-runtime-usage-left", "%s is unbound with %d users too many",
			dev_name(dev), atomic_read(&dev->power.usage_count) - dev->p->pm_usage);
}

static void unbind_cleanup(struct device *dev, const void *code)
{
	(void)devres_release_all(dev); /* says how many there were */
	WRITE_ONCE(dev->driver, NULL);
	dev_set_drvdata(dev, NULL);
	pm_runtime_reinit(dev);
	check_left(dev, code);
}

/* --- binding ------------------------------------------------------------------------------ */

static int call_probe(struct device *dev, struct device_driver *drv)
{
	int error;

	if (dev->bus->probe)
		error = dev->bus->probe(dev);
	else
		error = drv->probe ? drv->probe(dev) : 0;
	if (error > 0) {
		pr_warn("probe of %s returned %d, which is positive\n", dev_name(dev), error);
		error = -ENODEV;
	}
	return error;
}

static int really_probe(struct device *dev, struct device_driver *drv)
{
	int triggers = atomic_read(&trigger_count);
	int error;

	if (WARN(!list_empty(&dev->devres_head), "%s has resources before it is bound\n",
		 dev_name(dev)))
		return -EBUSY;
	remember(dev, drv);
	WRITE_ONCE(dev->driver, drv);
	error = dev->bus->dma_configure ? dev->bus->dma_configure(dev) : 0;
	if (!error)
		error = call_probe(dev, drv);
	if (error) {
		if (dev->bus->dma_cleanup)
			dev->bus->dma_cleanup(dev);
		unbind_cleanup(dev, dev->p->probe_code);
		if (error == -EPROBE_DEFER)
			deferred_add(dev, triggers);
		return error;
	}
	kref_get(&drv->p->ref);
	klist_add_tail(&dev->p->knode_driver, &drv->p->klist_devices);
	driver_deferred_probe_del(dev);
	deferred_trigger();
	return 0;
}

/* With the device's lock held. 0: bound. */
static int probe_device(const struct device_driver *drv, struct device *dev)
{
	struct device *parent = dev->parent;
	int error;

	if (dev->p->dead || !device_is_registered(dev))
		return -ENODEV;
	if (dev->driver)
		return -EBUSY;
	atomic_inc(&probe_count);
	if (parent)
		(void)pm_runtime_get_sync(parent);
	pm_runtime_barrier(dev);
	error = really_probe(dev, (struct device_driver *)drv);
	/* one that is in use stays active */
	if (!error)
		(void)__pm_runtime_idle(dev, RPM_ASYNC);
	if (parent)
		pm_runtime_put(parent);
	atomic_dec(&probe_count);
	wake_up_all(&probe_wait);
	return error;
}

bool device_is_bound(struct device *dev)
{
	return dev->p && dev->driver && klist_node_attached(&dev->p->knode_driver);
}

static int try_driver(struct device_driver *drv, void *data)
{
	struct device *dev = data;
	int error = driver_match_device(drv, dev);

	if (!error)
		return 0;
	if (error == -EPROBE_DEFER) {
		deferred_add(dev, atomic_read(&trigger_count));
		return error;
	}
	if (error < 0)
		return 0;
	error = probe_device(drv, dev);
	if (error && error != -EPROBE_DEFER)
		return 0; /* the next driver may do */
	return error ? error : 1;
}

int device_attach(struct device *dev)
{
	int result;

	device_lock(dev);
	if (dev->p->dead)
		result = 0;
	else if (dev->driver)
		result = 1;
	else
		result = bus_for_each_drv(dev->bus, NULL, dev, try_driver);
	device_unlock(dev);
	return result == -EPROBE_DEFER ? 0 : result;
}

void device_initial_probe(struct device *dev)
{
	int result = device_attach(dev);

	WARN(result < 0, "%s can't be bound: %d\n", dev_name(dev), result);
}

int device_driver_attach(const struct device_driver *drv, struct device *dev)
{
	int error;

	device_lock(dev);
	error = probe_device(drv, dev);
	device_unlock(dev);
	/* as sysfs tells it */
	return error == -EPROBE_DEFER ? -EAGAIN : error;
}

static int try_device(struct device *dev, void *data)
{
	const struct device_driver *drv = data;
	int match = driver_match_device(drv, dev);

	if (match == -EPROBE_DEFER) {
		deferred_add(dev, atomic_read(&trigger_count));
		return 0;
	}
	if (match <= 0)
		return 0;
	device_lock(dev);
	/* the driver is there, whether it can use this device or not */
	if (!dev->driver)
		(void)probe_device(drv, dev);
	device_unlock(dev);
	return 0;
}

int driver_attach(const struct device_driver *drv)
{
	return bus_for_each_dev(drv->bus, NULL, (void *)drv, try_device);
}

/* --- unbinding ---------------------------------------------------------------------------- */

/* With the device's lock held. */
static void release_driver(struct device *dev)
{
	struct device_driver *drv = dev->driver;
	struct driver_private *p;

	if (!drv)
		return;
	p = drv->p;
	(void)pm_runtime_get_sync(dev);
	pm_runtime_put_sync(dev);
	if (dev->bus->remove)
		dev->bus->remove(dev);
	else if (drv->remove)
		drv->remove(dev);
	if (dev->bus->dma_cleanup)
		dev->bus->dma_cleanup(dev);
	unbind_cleanup(dev, dev->p->remove_code);
	klist_remove(&dev->p->knode_driver);
	driver_private_put(p);
}

void device_release_driver(struct device *dev)
{
	device_lock(dev);
	release_driver(dev);
	device_unlock(dev);
}

int device_reprobe(struct device *dev)
{
	device_release_driver(dev);
	return device_attach(dev);
}

static struct device *last_device(struct device_driver *drv)
{
	struct klist *devices = &drv->p->klist_devices;
	struct klist_node *node;
	struct device *dev = NULL;

	spin_lock(&devices->k_lock);
	if (!list_empty(&devices->k_list)) {
		node = list_entry(devices->k_list.prev, struct klist_node, n_node);
		dev = get_device(container_of(node, struct device_private, knode_driver)->device);
	}
	spin_unlock(&devices->k_lock);
	return dev;
}

void driver_detach(struct device_driver *drv)
{
	struct device *dev;

	while ((dev = last_device(drv))) {
		device_lock(dev);
		if (dev->driver == drv)
			release_driver(dev);
		device_unlock(dev);
		put_device(dev);
	}
}
