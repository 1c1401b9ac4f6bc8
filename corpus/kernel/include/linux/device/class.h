/* SPDX-License-Identifier: MIT */
/* Classes: devices by what they do, whatever bus they are on. */
#ifndef _DEVICE_CLASS_H_
#define _DEVICE_CLASS_H_

#include <linux/device/bus.h>

/**
 * struct class - a kind of device
 * @name: its name
 * @class_release: frees it, when the last device has gone
 * @dev_release: frees a device that has no release function of its own
 * @pm: what power management does to its devices
 */
struct class
{
	const char *name;
	void (*class_release)(const struct class *class);
	void (*dev_release)(struct device *dev);
	const struct dev_pm_ops *pm;
};

int __must_check class_register(const struct class *class);
void class_unregister(const struct class *class);
struct class *__must_check class_create(const char *name);
void class_destroy(const struct class *class);
int class_for_each_device(const struct class *class, const struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data));
/* A reference, or NULL. */
struct device *class_find_device(const struct class *class, const struct device *start,
				 const void *data, device_match_t match);

#endif
