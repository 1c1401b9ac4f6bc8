// SPDX-License-Identifier: MIT
/* Buses: the devices and drivers on them, and how they are found. */
#include "base.h"

static DEFINE_MUTEX(buses_lock);
static LIST_HEAD(buses);

/* --- buses -------------------------------------------------------------------------------- */

static void subsys_release(struct kref *ref)
{
	kfree(container_of(ref, struct subsys_private, ref));
}

void kernel_subsys_put(struct subsys_private *sp)
{
	if (sp)
		kref_put(&sp->ref, subsys_release);
}

/* With buses_lock held. */
static struct subsys_private *find_bus(const struct bus_type *bus)
{
	struct subsys_private *sp;

	list_for_each_entry(sp, &buses, node) {
		if (sp->bus == bus)
			return sp;
	}
	return NULL;
}

struct subsys_private *kernel_bus_find(const struct bus_type *bus)
{
	struct subsys_private *sp;

	mutex_lock(&buses_lock);
	sp = find_bus(bus);
	if (sp)
		kref_get(&sp->ref);
	mutex_unlock(&buses_lock);
	return sp;
}

static struct device *device_on_bus(struct klist_node *node)
{
	return container_of(node, struct device_private, knode_bus)->device;
}

static void bus_device_get(struct klist_node *node)
{
	get_device(device_on_bus(node));
}

static void bus_device_put(struct klist_node *node)
{
	put_device(device_on_bus(node));
}

int bus_register(const struct bus_type *bus)
{
	struct subsys_private *sp = kzalloc(sizeof(*sp), GFP_KERNEL);
	int error = 0;

	if (!sp)
		return -ENOMEM;
	kref_init(&sp->ref);
	sp->bus = bus;
	klist_init(&sp->klist_devices, bus_device_get, bus_device_put);
	klist_init(&sp->klist_drivers, NULL, NULL);
	mutex_lock(&buses_lock);
	if (find_bus(bus)) {
		checked_that(false, "registered-twice", "bus %s is registered twice", bus->name);
		error = -EEXIST;
	} else {
		list_add_tail(&sp->node, &buses);
	}
	mutex_unlock(&buses_lock);
	if (error) {
		kfree(sp);
		return error;
	}
	kernel_registered(bus);
	return 0;
}

void bus_unregister(const struct bus_type *bus)
{
	struct subsys_private *sp;

	mutex_lock(&buses_lock);
	sp = find_bus(bus);
	if (sp)
		list_del(&sp->node);
	mutex_unlock(&buses_lock);
	if (kernel_unregistered(bus, sp, bus->name))
		kernel_subsys_put(sp);
}

/* --- devices ------------------------------------------------------------------------------ */

int bus_add_device(struct device *dev)
{
	struct subsys_private *sp;

	if (!dev->bus)
		return 0;
	sp = kernel_bus_find(dev->bus);
	if (WARN(!sp, "the bus of %s is not registered\n", dev_name(dev)))
		return -EINVAL;
	/* the reference is the device's, until bus_remove_device() */
	klist_add_tail(&dev->p->knode_bus, &sp->klist_devices);
	return 0;
}

void bus_probe_device(struct device *dev)
{
	if (dev->bus)
		device_initial_probe(dev);
}

void bus_remove_device(struct device *dev)
{
	struct klist *devices;

	if (!dev->bus)
		return;
	devices = dev->p->knode_bus.n_klist;
	klist_del(&dev->p->knode_bus);
	device_release_driver(dev);
	kernel_subsys_put(container_of(devices, struct subsys_private, klist_devices));
}

struct device *kernel_next_device(struct klist_iter *iter,
				  struct device *(*of)(struct klist_node *node))
{
	struct klist_node *node = klist_next(iter);

	return node ? of(node) : NULL;
}

int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data))
{
	struct subsys_private *sp = kernel_bus_find(bus);
	struct klist_iter iter;
	struct device *dev;
	int result = 0;

	if (!sp)
		return -EINVAL;
	klist_iter_init_node(&sp->klist_devices, &iter, start ? &start->p->knode_bus : NULL);
	while (!result && (dev = kernel_next_device(&iter, device_on_bus)))
		result = fn(dev, data);
	klist_iter_exit(&iter);
	kernel_subsys_put(sp);
	return result;
}

struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       device_match_t match)
{
	struct subsys_private *sp = kernel_bus_find(bus);
	struct klist_iter iter;
	struct device *dev;

	if (!sp)
		return NULL;
	klist_iter_init_node(&sp->klist_devices, &iter, start ? &start->p->knode_bus : NULL);
	while ((dev = kernel_next_device(&iter, device_on_bus))) {
		if (match(dev, data)) {
			get_device(dev);
			break;
		}
	}
	klist_iter_exit(&iter);
	kernel_subsys_put(sp);
	return dev;
}

/* --- drivers ------------------------------------------------------------------------------ */

static struct device_driver *next_driver(struct klist_iter *iter)
{
	struct klist_node *node = klist_next(iter);

	return node ? container_of(node, struct driver_private, knode_bus)->driver : NULL;
}

int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data))
{
	struct subsys_private *sp = kernel_bus_find(bus);
	struct device_driver *drv;
	struct klist_iter iter;
	int result = 0;

	if (!sp)
		return -EINVAL;
	klist_iter_init_node(&sp->klist_drivers, &iter, start ? &start->p->knode_bus : NULL);
	while (!result && (drv = next_driver(&iter)))
		result = fn(drv, data);
	klist_iter_exit(&iter);
	kernel_subsys_put(sp);
	return result;
}

static void driver_private_release(struct kref *ref)
{
	kfree(container_of(ref, struct driver_private, ref));
}

void driver_private_put(struct driver_private *p)
{
	kref_put(&p->ref, driver_private_release);
}

int bus_add_driver(struct device_driver *drv)
{
	struct subsys_private *sp = kernel_bus_find(drv->bus);
	struct driver_private *p;

	if (!sp)
		return -EINVAL;
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p) {
		kernel_subsys_put(sp);
		return -ENOMEM;
	}
	kref_init(&p->ref);
	klist_init(&p->klist_devices, NULL, NULL);
	p->driver = drv;
	drv->p = p;
	/* the bus's reference is the driver's, until bus_remove_driver() */
	klist_add_tail(&p->knode_bus, &sp->klist_drivers);
	return 0;
}

void bus_remove_driver(struct device_driver *drv)
{
	struct klist *drivers = drv->p->knode_bus.n_klist;
	struct driver_private *p = drv->p;

	klist_remove(&p->knode_bus);
	driver_detach(drv);
	drv->p = NULL;
	driver_private_put(p);
	kernel_subsys_put(container_of(drivers, struct subsys_private, klist_drivers));
}
