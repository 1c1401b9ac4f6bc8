// SPDX-License-Identifier: MIT
/* Miscellaneous devices: one major number, one class; a minor number for each. */
#include "drivers/base/base.h"

#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/miscdevice.h>

#define DYNAMIC_MINORS 128

static DEFINE_MUTEX(misc_lock);
static LIST_HEAD(misc_list);
static DEFINE_IDA(minors);
static bool initialised;

static const struct class misc_class = {.name = "misc"};

/* The device's own operations take over: it is open when its open() says so. */
static int misc_open(struct inode *inode, struct file *file)
{
	const struct file_operations *fops = NULL;
	struct miscdevice *misc;
	int error = -ENODEV;

	/* held while the driver's open() runs: misc_deregister() waits for it */
	mutex_lock(&misc_lock);
	list_for_each_entry(misc, &misc_list, list) {
		if (misc->minor == (int)iminor(inode)) {
			fops = fops_get(misc->fops);
			break;
		}
	}
	if (fops) {
		file->private_data = misc;
		replace_fops(file, fops);
		error = fops->open ? fops->open(inode, file) : 0;
	}
	mutex_unlock(&misc_lock);
	return error;
}

static const struct file_operations misc_fops = {.open = misc_open, .llseek = noop_llseek};
static struct cdev misc_cdev;

/* With misc_lock held. */
static int init_misc(void)
{
	int error;

	if (initialised)
		return 0;
	error = class_register(&misc_class);
	if (error)
		return error;
	cdev_init(&misc_cdev, &misc_fops);
	error = cdev_add(&misc_cdev, MKDEV(MISC_MAJOR, 0), 1 << MINORBITS);
	if (error) {
		class_unregister(&misc_class);
		return error;
	}
	/* the library's own */
	checked_leave(&kernel_registered_kind, &misc_class);
	checked_leave(&kernel_registered_kind, &misc_cdev);
	initialised = true;
	return 0;
}

static int take_minor(struct miscdevice *misc)
{
	int first = misc->minor, last = misc->minor, minor;

	if (misc->minor == MISC_DYNAMIC_MINOR) {
		first = MISC_DYNAMIC_MINOR + 1;
		last = first + DYNAMIC_MINORS - 1;
	}
	minor = ida_alloc_range(&minors, first, last, GFP_KERNEL);
	if (minor < 0)
		return -EBUSY;
	misc->minor = minor;
	return 0;
}

/* With misc_lock held. */
static int add(struct miscdevice *misc, bool is_dynamic)
{
	int error = init_misc();

	if (error)
		return error;
	error = take_minor(misc);
	if (error)
		return error;
	misc->this_device = device_create(&misc_class, misc->parent, MKDEV(MISC_MAJOR, misc->minor),
					  misc, "%s", misc->name);
	if (IS_ERR(misc->this_device)) {
		ida_free(&minors, misc->minor);
		if (is_dynamic)
			misc->minor = MISC_DYNAMIC_MINOR;
		return PTR_ERR(misc->this_device);
	}
	list_add(&misc->list, &misc_list);
	return 0;
}

int misc_register(struct miscdevice *misc)
{
	int error;

	checked_that(!KERNEL_CHECKED || !checked_has(&kernel_registered_kind, misc),
		     "registered-twice", "%s is registered twice", misc->name);
	INIT_LIST_HEAD(&misc->list);
	mutex_lock(&misc_lock);
	error = add(misc, misc->minor == MISC_DYNAMIC_MINOR);
	mutex_unlock(&misc_lock);
	if (!error)
		kernel_registered(misc);
	return error;
}

void misc_deregister(struct miscdevice *misc)
{
	bool registered = misc->list.next && !list_empty(&misc->list);

	if (!kernel_unregistered(misc, registered, misc->name))
		return;
	mutex_lock(&misc_lock);
	list_del_init(&misc->list);
	device_destroy(&misc_class, MKDEV(MISC_MAJOR, misc->minor));
	ida_free(&minors, misc->minor);
	if (misc->minor > MISC_DYNAMIC_MINOR)
		misc->minor = MISC_DYNAMIC_MINOR;
	mutex_unlock(&misc_lock);
}
