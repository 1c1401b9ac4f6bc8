/* SPDX-License-Identifier: MIT */
/* Drivers, as every bus has them. */
#ifndef _DEVICE_DRIVER_H_
#define _DEVICE_DRIVER_H_

#include <linux/device/bus.h>
#include <linux/module.h>

struct driver_private;
struct of_device_id;
struct acpi_device_id;

enum probe_type {
	PROBE_DEFAULT_STRATEGY,
	PROBE_PREFER_ASYNCHRONOUS, /* a wish, which is not granted here */
	PROBE_FORCE_SYNCHRONOUS,
};

/**
 * struct device_driver - a driver
 * @name: its name, unique on its bus
 * @bus: the bus
 * @owner: the module
 * @suppress_bind_attrs: it is not bound and unbound by hand
 * @probe_type: when it is bound
 * @of_match_table: devices by their compatible strings, ends with an empty entry
 * @probe: binds it to a device, unless the bus does that
 * @remove: the end of that
 * @shutdown: the machine stops
 * @pm: what power management does to its devices
 *
 * It is static: the driver core keeps the pointer until driver_unregister().
 */
struct device_driver {
	const char *name;
	const struct bus_type *bus;
	struct module *owner;
	const char *mod_name;
	bool suppress_bind_attrs;
	enum probe_type probe_type;
	const struct of_device_id *of_match_table;
	const struct acpi_device_id *acpi_match_table;
	int (*probe)(struct device *dev);
	int (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	const struct dev_pm_ops *pm;
	/* private: */
	struct driver_private *p;
};

int __must_check driver_register(struct device_driver *drv);
void driver_unregister(struct device_driver *drv);
struct device_driver *driver_find(const char *name, const struct bus_type *bus);
int __must_check driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
					int (*fn)(struct device *dev, void *data));
/* A reference, or NULL. */
struct device *driver_find_device(const struct device_driver *drv, struct device *start,
				  const void *data, device_match_t match);
/* Waits until no device is being bound. */
void wait_for_device_probe(void);

#define module_driver(driver, register_fn, unregister_fn, ...)                                     \
	static int __init driver##_init(void)                                                      \
	{                                                                                          \
		return register_fn(&(driver), ##__VA_ARGS__);                                      \
	}                                                                                          \
	module_init(driver##_init);                                                                \
	static void __exit driver##_exit(void)                                                     \
	{                                                                                          \
		unregister_fn(&(driver), ##__VA_ARGS__);                                           \
	}                                                                                          \
	module_exit(driver##_exit)

#endif
