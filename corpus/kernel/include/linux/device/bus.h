/* SPDX-License-Identifier: MIT */
/* Buses: they own their devices, know which driver fits which, and call the drivers. */
#ifndef _DEVICE_BUS_H_
#define _DEVICE_BUS_H_

#include <linux/compiler.h>

struct device;
struct device_driver;
struct dev_pm_ops;

/**
 * struct bus_type - a kind of bus
 * @name: its name
 * @dev_name: how devices are named that have no name: this and their id
 * @match: whether that driver is for that device; -EPROBE_DEFER if it can't be said yet
 * @probe: binds the device to its driver; without it the driver's own probe is called
 * @remove: the end of that
 * @shutdown: the machine stops
 * @dma_configure: readies the device for DMA before it is bound
 * @dma_cleanup: the end of that
 * @pm: what the devices' power management does, if the driver says nothing
 */
struct bus_type {
	const char *name;
	const char *dev_name;
	int (*match)(struct device *dev, const struct device_driver *drv);
	int (*probe)(struct device *dev);
	void (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	int (*dma_configure)(struct device *dev);
	void (*dma_cleanup)(struct device *dev);
	const struct dev_pm_ops *pm;
};

int __must_check bus_register(const struct bus_type *bus);
void bus_unregister(const struct bus_type *bus);

/* Tells devices apart. */
typedef int (*device_match_t)(struct device *dev, const void *data);
int device_match_name(struct device *dev, const void *name);
int device_match_devt(struct device *dev, const void *devt);
int device_match_any(struct device *dev, const void *unused);

/* Until a call returns something: that is the result. Begins behind start. */
int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data));
int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data));
/* A reference, or NULL. */
struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       device_match_t match);

static inline struct device *bus_find_device_by_name(const struct bus_type *bus,
						     struct device *start, const char *name)
{
	return bus_find_device(bus, start, name, device_match_name);
}

static inline struct device *bus_find_next_device(const struct bus_type *bus, struct device *cur)
{
	return bus_find_device(bus, cur, NULL, device_match_any);
}

#endif
