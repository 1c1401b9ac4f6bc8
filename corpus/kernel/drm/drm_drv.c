// SPDX-License-Identifier: MIT
/* DRM devices: made by a driver, shown to user space, unplugged; and their nodes. */
#include "checked.h"
#include "custody.h"
#include "drm_internal.h"

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/xarray.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_managed.h>
#include <drm/drm_vma_manager.h>

#define DRM_MAJOR 226
#define MINORS_OF_A_TYPE 64
/* Offsets for mmap(), in pages: behind what a program could take for a small one. */
#define FIRST_OFFSET 0x10000
#define OFFSETS 0x1000000

static DEFINE_MUTEX(init_lock);
static bool initialised;
static const struct class drm_class = {.name = "drm"};
static DEFINE_XARRAY_ALLOC(minors);
DEFINE_STATIC_SRCU(drm_unplug_srcu);

extern const struct checked_kind kernel_registered_kind;

static const struct checked_kind device_kind = {
	.what = "drm_device", .freed = "device-freed-by-hand", .left = "drm-device-leak"};

/* --- nodes -------------------------------------------------------------------------------- */

struct drm_minor *drm_minor_acquire(unsigned int index)
{
	struct drm_minor *minor;

	xa_lock(&minors);
	minor = xa_load(&minors, index);
	if (minor)
		drm_dev_get(minor->dev);
	xa_unlock(&minors);
	if (!minor)
		return ERR_PTR(-ENODEV);
	if (drm_dev_is_unplugged(minor->dev)) {
		drm_dev_put(minor->dev);
		return ERR_PTR(-ENODEV);
	}
	return minor;
}

/* Hands the file over to the driver's own operations. */
static int drm_stub_open(struct inode *inode, struct file *file)
{
	struct drm_minor *minor = drm_minor_acquire(iminor(inode));
	int error;

	if (IS_ERR(minor))
		return PTR_ERR(minor);
	replace_fops(file, minor->dev->driver->fops);
	error = file->f_op->open ? file->f_op->open(inode, file) : 0;
	drm_dev_put(minor->dev);
	return error;
}

static const struct file_operations drm_stub_fops = {.open = drm_stub_open, .llseek = noop_llseek};
static struct cdev drm_cdev;

static int init_drm(void)
{
	int error = 0;

	mutex_lock(&init_lock);
	if (initialised)
		goto unlock;
	error = class_register(&drm_class);
	if (error)
		goto unlock;
	cdev_init(&drm_cdev, &drm_stub_fops);
	error = cdev_add(&drm_cdev, MKDEV(DRM_MAJOR, 0), 1 << MINORBITS);
	if (error) {
		class_unregister(&drm_class);
		goto unlock;
	}
	/* the library's own */
	checked_leave(&kernel_registered_kind, &drm_class);
	checked_leave(&kernel_registered_kind, &drm_cdev);
	initialised = true;
unlock:
	mutex_unlock(&init_lock);
	return error;
}

static void minor_release(struct drm_device *dev, void *data)
{
	struct drm_minor *minor = data;

	(void)dev;
	xa_erase(&minors, minor->index);
	kfree(minor);
}

/* The number is taken, but nobody finds the device by it. */
static int minor_alloc(struct drm_device *dev, int type, struct drm_minor **to)
{
	struct drm_minor *minor = kzalloc(sizeof(*minor), GFP_KERNEL);
	u32 first = type * MINORS_OF_A_TYPE, index;
	int error;

	if (!minor)
		return -ENOMEM;
	error = xa_alloc(&minors, &index, NULL, XA_LIMIT(first, first + MINORS_OF_A_TYPE - 1),
			 GFP_KERNEL);
	if (error) {
		kfree(minor);
		return error;
	}
	minor->index = index;
	minor->type = type;
	minor->dev = dev;
	*to = minor;
	return drmm_add_action_or_reset(dev, minor_release, minor);
}

static int minor_register(struct drm_minor *minor)
{
	const char *format = minor && minor->type == DRM_MINOR_RENDER ? "renderD%d" : "card%d";
	char name[24];

	if (!minor)
		return 0;
	snprintf(name, sizeof(name), format, minor->index);
	minor->kdev = device_create(&drm_class, minor->dev->dev, MKDEV(DRM_MAJOR, minor->index),
				    minor, "%s", name);
	if (IS_ERR(minor->kdev)) {
		minor->kdev = NULL;
		return -ENOMEM;
	}
	/* published: drm_minor_acquire() finds it. The number has its place: this can't fail. */
	(void)xa_store(&minors, minor->index, minor, GFP_KERNEL);
	return 0;
}

static void minor_unregister(struct drm_minor *minor)
{
	if (!minor || !minor->kdev)
		return;
	/* the number stays taken until the device goes */
	xa_cmpxchg(&minors, minor->index, minor, NULL, GFP_KERNEL);
	device_unregister(minor->kdev);
	minor->kdev = NULL;
}

/* --- devices ------------------------------------------------------------------------------ */

static void drm_dev_init_release(struct drm_device *dev, void *unused)
{
	(void)unused;
	mutex_destroy(&dev->object_name_lock);
	mutex_destroy(&dev->filelist_mutex);
	put_device(dev->dev);
	dev->dev = NULL;
}

static void vma_release(struct drm_device *dev, void *mgr)
{
	dev->vma_offset_manager = NULL;
	drm_vma_offset_manager_destroy(mgr);
}

static int vma_init(struct drm_device *dev)
{
	struct drm_vma_offset_manager *mgr = drmm_kzalloc(dev, sizeof(*mgr), GFP_KERNEL);

	if (!mgr)
		return -ENOMEM;
	drm_vma_offset_manager_init(mgr, FIRST_OFFSET, OFFSETS);
	dev->vma_offset_manager = mgr;
	return drmm_add_action_or_reset(dev, vma_release, mgr);
}

static int drm_dev_init(struct drm_device *dev, const struct drm_driver *driver,
			struct device *parent)
{
	int error;

	kref_init(&dev->ref);
	dev->dev = get_device(parent);
	dev->driver = driver;
	dev->driver_features = ~0U;
	INIT_LIST_HEAD(&dev->managed.resources);
	spin_lock_init(&dev->managed.lock);
	INIT_LIST_HEAD(&dev->filelist);
	mutex_init(&dev->filelist_mutex);
	mutex_init(&dev->object_name_lock);
	checked_enter(&device_kind, dev);
	error = drmm_add_action_or_reset(dev, drm_dev_init_release, NULL);
	if (error)
		return error;
	error = vma_init(dev);
	if (error)
		return error;
	if (drm_core_check_feature(dev, DRIVER_RENDER)) {
		error = minor_alloc(dev, DRM_MINOR_RENDER, &dev->render);
		if (error)
			return error;
	}
	return minor_alloc(dev, DRM_MINOR_PRIMARY, &dev->primary);
}

static void put_action(void *dev)
{
	drm_dev_put(dev);
}

void *__devm_drm_dev_alloc(struct device *parent, const struct drm_driver *driver, size_t size,
			   size_t offset)
{
	int error = init_drm();
	struct drm_device *dev;
	void *container;

	if (error)
		return ERR_PTR(error);
	container = kzalloc(size, GFP_KERNEL);
	if (!container)
		return ERR_PTR(-ENOMEM);
	dev = container + offset;
	error = drm_dev_init(dev, driver, parent);
	if (error) {
		drm_managed_release(dev);
		checked_leave(&device_kind, dev);
		kfree(container);
		return ERR_PTR(error);
	}
	dev->managed.final_kfree = container;
	error = devm_add_action_or_reset(parent, put_action, dev);
	return error ? ERR_PTR(error) : container;
}

void drm_dev_get(struct drm_device *dev)
{
	kref_get(&dev->ref);
}

static void __trusted("the device lies in final_kfree") drm_dev_release(struct kref *ref)
{
	struct drm_device *dev = container_of(ref, struct drm_device, ref);

	checked_that(!dev->registered, "freed-while-registered",
		     "the last reference to a drm_device is put while it is registered");
	if (dev->driver->release)
		dev->driver->release(dev);
	drm_managed_release(dev);
	checked_leave(&device_kind, dev);
	kfree(dev->managed.final_kfree);
}

void drm_dev_put(struct drm_device *dev)
{
	if (dev)
		kref_put(&dev->ref, drm_dev_release);
}

int drm_dev_register(struct drm_device *dev, unsigned long flags)
{
	int error;

	(void)flags;
	checked_that(!dev->registered, "registered-twice", "a drm_device is registered twice");
	dev->registered = true;
	error = minor_register(dev->render);
	if (!error)
		error = minor_register(dev->primary);
	if (!error)
		return 0;
	drm_dev_unregister(dev);
	__trusted_block("drm_dev_unregister() undoes what minor_register() has done")
	{
		return error;
	}
}

void drm_dev_unregister(struct drm_device *dev)
{
	checked_that(dev->registered, "unregister-refused",
		     "a drm_device is unregistered that is not registered");
	dev->registered = false;
	minor_unregister(dev->primary);
	minor_unregister(dev->render);
}

/* --- unplugging --------------------------------------------------------------------------- */

static __thread int sections;

int kernel_drm_sections(void)
{
	return sections;
}

bool drm_dev_enter(struct drm_device *dev, int *idx)
{
	*idx = srcu_read_lock(&drm_unplug_srcu);
	if (READ_ONCE(dev->unplugged)) {
		srcu_read_unlock(&drm_unplug_srcu, *idx);
		return false;
	}
	sections++;
	return true;
}

void drm_dev_exit(int idx)
{
	checked_that(sections > 0, "dev-section-closed-twice",
		     "a section is left that this thread is not in");
	sections--;
	srcu_read_unlock(&drm_unplug_srcu, idx);
}

void drm_dev_unplug(struct drm_device *dev)
{
	checked_that(!sections, "drm-unplug-in-section",
		     "a section of drm_dev_enter() waits for its own end");
	WRITE_ONCE(dev->unplugged, true);
	synchronize_srcu(&drm_unplug_srcu);
	drm_dev_unregister(dev);
}
