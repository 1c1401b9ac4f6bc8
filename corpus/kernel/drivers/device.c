// SPDX-License-Identifier: MIT
#include "checked.h"

#include <drivers/iommu.h>
#include <linux/device.h>
#include <linux/string.h>

/* once it is initialised, it is freed by its release function only */
static const struct checked_kind device_kind = {.what = "initialised device",
						.freed = "device-freed-by-hand"};

void device_initialize(struct device *dev)
{
	kref_init(&dev->ref);
	checked_enter(&device_kind, dev);
}

struct device *get_device(struct device *dev)
{
	if (dev)
		kref_get(&dev->ref);
	return dev;
}

static void device_release(struct kref *ref)
{
	struct device *dev = container_of(ref, struct device, ref);

	checked_leave(&device_kind, dev);
	kernel_iommu_destroy(dev);
	kfree(dev->name);
	if (!WARN(!dev->release, "device without a release function\n"))
		dev->release(dev);
}

void put_device(struct device *dev)
{
	if (!dev)
		return;
	checked_that(kref_read(&dev->ref), "device-double-put", "%s is put once too often",
		     dev_name(dev));
	kref_put(&dev->ref, device_release);
}

int dev_set_name(struct device *dev, const char *format, ...)
{
	va_list list;
	char *name;

	va_start(list, format);
	name = kvasprintf(GFP_KERNEL, format, list);
	va_end(list);
	if (!name)
		return -ENOMEM;
	kfree(dev->name);
	dev->name = name;
	return 0;
}

const char *dev_name(const struct device *dev)
{
	if (dev->name)
		return dev->name;
	return dev->init_name ? dev->init_name : "(no name)";
}

static void print(const char *level, const struct device *dev, const char *format, va_list list)
{
	char message[512];

	vsnprintf(message, sizeof(message), format, list);
	_printk("%s%s: %s", level, dev ? dev_name(dev) : "(NULL device)", message);
}

void _dev_printk(const char *level, const struct device *dev, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	print(level, dev, format, list);
	va_end(list);
}

int dev_err_probe(const struct device *dev, int error, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	print(error == -EPROBE_DEFER ? KERN_DEBUG : KERN_ERR, dev, format, list);
	va_end(list);
	return error;
}
