/* SPDX-License-Identifier: MIT */
/**
 * DOC: Devices
 *
 * A bus makes devices, device_initialize() and device_add(), and ends them, device_unregister(). A
 * driver is bound to those that it fits, probe(), and unbound, remove(); between the two it uses
 * them, and at the end it has given back all that it took. A device's memory goes with its last
 * reference, put_device(), by the release function, never by hand.
 */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include "custody.h"

#include <linux/dev_printk.h>
#include <linux/device/bus.h>
#include <linux/device/class.h>
#include <linux/device/devres.h>
#include <linux/device/driver.h>
#include <linux/dma-direction.h>
#include <linux/kdev_t.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/pm.h>
#include <linux/slab.h>

struct device_node;
struct device_private;
struct kernel_iommu;

/* What devices of one type share. */
struct device_type {
	const char *name;
	void (*release)(struct device *dev);
	const struct dev_pm_ops *pm;
};

struct device_dma_parameters {
	unsigned int max_segment_size;
	unsigned int min_align_mask;
	unsigned long segment_boundary_mask;
};

/**
 * struct device - a device
 * @kobj: its name and its references
 * @parent: what it is part of; it has a reference while the device is added
 * @init_name: its name, if dev_set_name() was not called
 * @type: what it shares with others of its type
 * @bus: the bus it is on
 * @driver: the driver that is bound to it, guarded by mutex
 * @platform_data: what the board's code has to say
 * @driver_data: dev_set_drvdata()
 * @mutex: binding and unbinding happen under it, device_lock()
 * @power: its power management
 * @dma_mask: the addresses that it can reach
 * @coherent_dma_mask: the same for memory that it shares with the CPU
 * @dma_parms: the limits of a mapping
 * @devt: the number of its device node
 * @id: with bus and dev_name, its name
 * @class: what kind of device it is
 * @release: frees it
 * @dma_coherent: it sees what the CPU wrote at once; without it only after a sync
 */
struct device {
	struct kobject kobj;
	struct device *parent;
	struct device_private *p;
	const char *init_name;
	const struct device_type *type;
	const struct bus_type *bus;
	struct device_driver *driver;
	void *platform_data;
	void *driver_data;
	struct mutex mutex;
	struct dev_pm_info power;
	u64 *dma_mask;
	u64 coherent_dma_mask;
	struct device_dma_parameters *dma_parms;
	struct device_node *of_node;
	dev_t devt;
	u32 id;
	/* private: */
	spinlock_t devres_lock;
	struct list_head devres_head;
	/* public: */
	const struct class *class;
	void (*release)(struct device *dev);
	bool offline;
	bool dma_coherent;
	/* private: */
	struct kernel_iommu *iommu;
} __refcounted(get_device, put_device);

#define kobj_to_dev(kobject) container_of(kobject, struct device, kobj)

/* The device has one reference afterwards; from then on only put_device() frees it. */
void device_initialize(struct device *dev);
/* If it fails the device is still the caller's: put_device(). */
int __must_check device_add(struct device *dev);
int __must_check device_register(struct device *dev);
/* It is unbound and gone from its bus; who has a reference still may look at it. */
void device_del(struct device *dev);
void device_unregister(struct device *dev);
struct device *get_device(struct device *dev);
void put_device(struct device *dev);
int dev_set_name(struct device *dev, const char *format, ...) __printf(2, 3);
const char *dev_name(const struct device *dev);
const char *dev_driver_string(const struct device *dev);

int device_for_each_child(struct device *parent, void *data,
			  int (*fn)(struct device *dev, void *data));
/* A reference, or NULL. */
struct device *device_find_child(struct device *parent, void *data,
				 int (*match)(struct device *dev, void *data));

/* 1: bound, 0: no driver fits; negative: the driver refused it. */
int __must_check device_attach(struct device *dev);
int __must_check device_driver_attach(const struct device_driver *drv, struct device *dev);
int __must_check driver_attach(const struct device_driver *drv);
void device_release_driver(struct device *dev);
int __must_check device_reprobe(struct device *dev);
bool device_is_bound(struct device *dev);

struct device *__root_device_register(const char *name, struct module *owner);
#define root_device_register(name) __root_device_register(name, THIS_MODULE)
void root_device_unregister(struct device *root);

struct device *device_create(const struct class *class, struct device *parent, dev_t devt,
			     void *drvdata, const char *format, ...) __printf(5, 6);
void device_destroy(const struct class *class, dev_t devt);

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

static inline void *dev_get_platdata(const struct device *dev)
{
	return dev->platform_data;
}

static inline bool device_is_registered(struct device *dev)
{
	return READ_ONCE(dev->kobj.state_in_sysfs);
}

static inline void device_lock(struct device *dev)
{
	mutex_lock(&dev->mutex);
}

static inline int device_trylock(struct device *dev)
{
	return mutex_trylock(&dev->mutex);
}

static inline void device_unlock(struct device *dev)
{
	mutex_unlock(&dev->mutex);
}

static inline void device_lock_assert(struct device *dev)
{
	lockdep_assert_held(&dev->mutex);
}

static inline int dev_to_node(struct device *dev)
{
	(void)dev;
	return -1;
}

DEFINE_FREE(put_device, struct device *, if (_T) put_device(_T))

#endif
