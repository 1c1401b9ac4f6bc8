/* SPDX-License-Identifier: MIT */
/* What the files of the driver core share. Not for drivers. */
#ifndef KERNEL_DRIVER_BASE_H
#define KERNEL_DRIVER_BASE_H

#include "checked.h"

#include <linux/device.h>
#include <linux/klist.h>

/* A bus or a class that is registered. */
struct subsys_private {
	struct list_head node;
	struct kref ref;
	const struct bus_type *bus;
	const struct class *class;
	struct klist klist_devices, klist_drivers;
};

/* Held by the registration, and by every device that is bound. */
struct driver_private {
	struct kref ref;
	struct device_driver *driver;
	struct klist klist_devices;
	struct klist_node knode_bus;
};

struct device_private {
	struct device *device;
	struct klist klist_children;
	struct klist_node knode_parent, knode_driver, knode_bus, knode_class;
	struct list_head deferred_probe;
	bool added, dead;
	/* how it was before the driver came; and whom to blame for what it leaves behind */
	unsigned int pm_disable_depth;
	int pm_usage;
	const void *probe_code, *remove_code;
};

/* What is registered must be unregistered before its memory goes, and before the end. */
extern const struct checked_kind kernel_registered_kind;
/* Tells what was unregistered already from what never was registered. */
extern const struct checked_kind kernel_gone_kind;

void kernel_registered(const void *object);
/* Traps what is not registered; whether it was. */
bool kernel_unregistered(const void *object, bool registered, const char *what);

/* --- core.c ------------------------------------------------------------------------------- */
void kernel_device_keep(struct device *dev);

/* --- bus.c: the bus's part of an addition ------------------------------------------------- */
struct subsys_private *kernel_bus_find(const struct bus_type *bus);
void kernel_subsys_put(struct subsys_private *sp);
int bus_add_device(struct device *dev);
void bus_probe_device(struct device *dev);
void bus_remove_device(struct device *dev);
int bus_add_driver(struct device_driver *drv);
void bus_remove_driver(struct device_driver *drv);
void driver_private_put(struct driver_private *p);
struct device *kernel_next_device(struct klist_iter *iter,
				  struct device *(*of)(struct klist_node *node));

/* --- class.c ------------------------------------------------------------------------------ */
int class_add_device(struct device *dev);
void class_remove_device(struct device *dev);

/* --- dd.c: binding ------------------------------------------------------------------------ */
void device_initial_probe(struct device *dev);
void driver_detach(struct device_driver *drv);
void driver_deferred_probe_del(struct device *dev);
bool device_is_dead(struct device *dev);

/* --- devres.c ----------------------------------------------------------------------------- */
int devres_release_all(struct device *dev);

/* --- power/runtime.c ---------------------------------------------------------------------- */
void pm_runtime_init(struct device *dev);
void pm_runtime_reinit(struct device *dev);
void pm_runtime_remove(struct device *dev);

static inline int driver_match_device(const struct device_driver *drv, struct device *dev)
{
	return drv->bus->match ? drv->bus->match(dev, drv) : 1;
}

#endif
