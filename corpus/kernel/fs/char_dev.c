// SPDX-License-Identifier: MIT
/* Device numbers, and the character devices behind them. */
#include "char_dev.h"
#include "drivers/base/base.h"

#include <lib/kobject_internal.h>
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/string.h>

#define FIRST_DYNAMIC_MAJOR 234

struct chrdev_region {
	struct list_head list;
	dev_t first;
	unsigned int count;
	const char *name;
};

static DEFINE_MUTEX(lock);
static LIST_HEAD(chrdev_regions);
static LIST_HEAD(cdevs);

/* --- numbers ------------------------------------------------------------------------------ */

/* With the lock held. */
static bool is_free(dev_t first, unsigned int count)
{
	struct chrdev_region *region;

	list_for_each_entry(region, &chrdev_regions, list) {
		if (first < region->first + region->count && region->first < first + count)
			return false;
	}
	return true;
}

int register_chrdev_region(dev_t first, unsigned int count, const char *name)
{
	struct chrdev_region *region = kzalloc(sizeof(*region), GFP_KERNEL);
	int error = 0;

	if (!region)
		return -ENOMEM;
	region->first = first;
	region->count = count;
	region->name = name;
	mutex_lock(&lock);
	if (is_free(first, count))
		list_add(&region->list, &chrdev_regions);
	else
		error = -EBUSY;
	mutex_unlock(&lock);
	if (error)
		kfree(region);
	else
		checked_enter(&kernel_registered_kind, region);
	return error;
}

int alloc_chrdev_region(dev_t *dev, unsigned int first, unsigned int count, const char *name)
{
	unsigned int major;
	int error = -EBUSY;

	for (major = FIRST_DYNAMIC_MAJOR; major && error == -EBUSY; major--) {
		error = register_chrdev_region(MKDEV(major, first), count, name);
		if (!error)
			*dev = MKDEV(major, first);
	}
	return error;
}

void unregister_chrdev_region(dev_t first, unsigned int count)
{
	struct chrdev_region *region, *found = NULL;

	mutex_lock(&lock);
	list_for_each_entry(region, &chrdev_regions, list) {
		if (region->first == first && region->count == count) {
			found = region;
			list_del(&region->list);
			break;
		}
	}
	mutex_unlock(&lock);
	if (kernel_unregistered(found ? (void *)found : (void *)&lock, found,
				"a range of device numbers")) {
		checked_leave(&kernel_gone_kind, found);
		kfree(found);
	}
}

/* --- devices ------------------------------------------------------------------------------ */

/* The parent lives as long as the last who has the device open. */
static void default_release(struct kobject *kobj)
{
	kobject_put(kobj->parent);
}

static void dynamic_release(struct kobject *kobj)
{
	struct kobject *parent = kobj->parent;

	kfree(container_of(kobj, struct cdev, kobj));
	kobject_put(parent);
}

static const struct kobj_type default_ktype = {.release = default_release};
static const struct kobj_type dynamic_ktype = {.release = dynamic_release};

void cdev_init(struct cdev *cdev, const struct file_operations *fops)
{
	memset(cdev, 0, sizeof(*cdev));
	INIT_LIST_HEAD(&cdev->list);
	kernel_kobject_init(&cdev->kobj, &default_ktype);
	cdev->ops = fops;
}

struct cdev *cdev_alloc(void)
{
	struct cdev *cdev = kzalloc(sizeof(*cdev), GFP_KERNEL);

	if (!cdev)
		return NULL;
	INIT_LIST_HEAD(&cdev->list);
	kernel_kobject_init(&cdev->kobj, &dynamic_ktype);
	return cdev;
}

void cdev_put(struct cdev *cdev)
{
	if (cdev)
		kobject_put(&cdev->kobj);
}

void cdev_set_parent(struct cdev *cdev, struct kobject *kobj)
{
	cdev->kobj.parent = kobj;
}

int cdev_add(struct cdev *cdev, dev_t first, unsigned int count)
{
	checked_that(!KERNEL_CHECKED || !checked_has(&kernel_registered_kind, cdev),
		     "registered-twice", "a character device is added twice");
	cdev->dev = first;
	cdev->count = count;
	kobject_get(cdev->kobj.parent);
	mutex_lock(&lock);
	list_add(&cdev->list, &cdevs);
	mutex_unlock(&lock);
	kernel_registered(cdev);
	return 0;
}

void cdev_del(struct cdev *cdev)
{
	bool added;

	mutex_lock(&lock);
	added = !list_empty(&cdev->list);
	list_del_init(&cdev->list);
	mutex_unlock(&lock);
	if (kernel_unregistered(cdev, added, "a character device"))
		cdev_put(cdev);
}

int cdev_device_add(struct cdev *cdev, struct device *dev)
{
	int error = 0;

	if (dev->devt) {
		cdev_set_parent(cdev, &dev->kobj);
		error = cdev_add(cdev, dev->devt, 1);
		if (error)
			return error;
	}
	error = device_add(dev);
	if (error && dev->devt)
		cdev_del(cdev);
	return error;
}

void cdev_device_del(struct cdev *cdev, struct device *dev)
{
	device_del(dev);
	if (dev->devt)
		cdev_del(cdev);
}

struct cdev *kernel_cdev_get(dev_t devt)
{
	struct cdev *cdev, *found = NULL;

	mutex_lock(&lock);
	list_for_each_entry(cdev, &cdevs, list) {
		if (devt < cdev->dev || devt >= cdev->dev + cdev->count)
			continue;
		if (kobject_get_unless_zero(&cdev->kobj))
			found = cdev;
		break;
	}
	mutex_unlock(&lock);
	return found;
}
