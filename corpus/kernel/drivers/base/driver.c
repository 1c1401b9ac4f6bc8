// SPDX-License-Identifier: MIT
/* Drivers: registered with their bus, and what is bound to them. */
#include "base.h"

#include <linux/string.h>

/* Registering, so that of two drivers with one name the second is refused. */
static DEFINE_MUTEX(register_lock);

static int has_name(struct device_driver *drv, void *name)
{
	return !strcmp(drv->name, ((struct device_driver *)name)->name) ? 1 : 0;
}

struct name_search {
	const char *name;
	struct device_driver *found;
};

static int find_name(struct device_driver *drv, void *data)
{
	struct name_search *search = data;

	if (strcmp(drv->name, search->name))
		return 0;
	search->found = drv;
	return 1;
}

struct device_driver *driver_find(const char *name, const struct bus_type *bus)
{
	struct name_search search = {.name = name};

	return bus_for_each_drv(bus, NULL, &search, find_name) > 0 ? search.found : NULL;
}

int driver_register(struct device_driver *drv)
{
	int error;

	checked_that(!KERNEL_CHECKED || !checked_has(&kernel_registered_kind, drv),
		     "registered-twice", "driver %s is registered twice", drv->name);
	mutex_lock(&register_lock);
	error = bus_for_each_drv(drv->bus, NULL, drv, has_name);
	if (error > 0) {
		pr_err("driver %s is registered already, aborting...\n", drv->name);
		error = -EBUSY;
	} else if (!error) {
		error = bus_add_driver(drv);
	}
	mutex_unlock(&register_lock);
	if (error)
		return error;
	kernel_registered(drv);
	error = driver_attach(drv);
	WARN(error < 0, "devices of bus %s can't be bound: %d\n", drv->bus->name, error);
	return 0;
}

void driver_unregister(struct device_driver *drv)
{
	if (kernel_unregistered(drv, drv->p, drv->name ? drv->name : "a driver"))
		bus_remove_driver(drv);
}

static struct device *device_of_driver(struct klist_node *node)
{
	return container_of(node, struct device_private, knode_driver)->device;
}

int driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
			   int (*fn)(struct device *dev, void *data))
{
	struct klist_iter iter;
	struct device *dev;
	int result = 0;

	klist_iter_init_node(&drv->p->klist_devices, &iter, start ? &start->p->knode_driver : NULL);
	while (!result && (dev = kernel_next_device(&iter, device_of_driver)))
		result = fn(dev, data);
	klist_iter_exit(&iter);
	return result;
}

struct device *driver_find_device(const struct device_driver *drv, struct device *start,
				  const void *data, device_match_t match)
{
	struct klist_iter iter;
	struct device *dev;

	klist_iter_init_node(&drv->p->klist_devices, &iter, start ? &start->p->knode_driver : NULL);
	while ((dev = kernel_next_device(&iter, device_of_driver))) {
		if (match(dev, data)) {
			get_device(dev);
			break;
		}
	}
	klist_iter_exit(&iter);
	return dev;
}
