// SPDX-License-Identifier: MIT
/* Devices: how they begin, join what they belong to, and end. */
#include "base.h"

#include <drivers/iommu.h>
#include <fs/nodes.h>
#include <lib/kobject_internal.h>
#include <linux/err.h>
#include <linux/string.h>

/* once it is initialised, it is freed by its release function only */
static const struct checked_kind device_kind = {
	.what = "initialised device", .freed = "device-freed-by-hand", .left = "device-leak"};

const struct checked_kind kernel_registered_kind = {.what = "registered object",
						    .freed = "freed-while-registered",
						    .left = "registration-left"};
const struct checked_kind kernel_gone_kind = {.what = "unregistered object"};

void kernel_registered(const void *object)
{
	checked_leave(&kernel_gone_kind, object);
	checked_enter(&kernel_registered_kind, object);
}

bool kernel_unregistered(const void *object, bool registered, const char *what)
{
	if (!registered) {
		if (KERNEL_CHECKED && checked_has(&kernel_gone_kind, object))
			checked_trap("unregistered-twice", "%s is unregistered twice", what);
		checked_that(false, "unregister-refused",
			     "%s is unregistered that is not registered", what);
		WARN(1, "%s is not registered\n", what);
		return false;
	}
	checked_leave(&kernel_registered_kind, object);
	checked_enter(&kernel_gone_kind, object);
	return true;
}

/* --- references --------------------------------------------------------------------------- */

/* The library's own device: nobody has to put it. */
void kernel_device_keep(struct device *dev)
{
	checked_leave(&device_kind, dev);
}

static void (*release_of(struct device *dev))(struct device *dev)
{
	if (dev->release)
		return dev->release;
	if (dev->type && dev->type->release)
		return dev->type->release;
	return dev->class ? dev->class->dev_release : NULL;
}

static void device_release(struct kobject *kobj)
{
	struct device *dev = kobj_to_dev(kobj);
	struct device_private *p = dev->p;
	void (*release)(struct device *dev) = release_of(dev);

	checked_that(!p || !p->added, "device-double-put",
		     "%s is put once too often: it is still added", dev_name(dev));
	checked_leave(&device_kind, dev);
	/* of those who used devm_ without being bound; it says how many there were */
	(void)devres_release_all(dev);
	kernel_iommu_destroy(dev);
	if (!WARN(!release, "device %s without a release function\n", dev_name(dev)))
		release(dev);
	kfree(p);
}

static const struct kobj_type device_ktype = {.release = device_release};

void device_initialize(struct device *dev)
{
	checked_that(!KERNEL_CHECKED || !checked_has(&device_kind, dev), "registered-twice",
		     "a device is initialised that is in use");
	kernel_kobject_init(&dev->kobj, &device_ktype);
	mutex_init(&dev->mutex);
	spin_lock_init(&dev->devres_lock);
	INIT_LIST_HEAD(&dev->devres_head);
	pm_runtime_init(dev);
	checked_enter(&device_kind, dev);
}

struct device *get_device(struct device *dev)
{
	return dev ? kobj_to_dev(kobject_get(&dev->kobj)) : NULL;
}

void put_device(struct device *dev)
{
	if (!dev)
		return;
	checked_that(kref_read(&dev->kobj.kref), "device-double-put", "%s is put once too often",
		     dev_name(dev));
	kobject_put(&dev->kobj);
}

int dev_set_name(struct device *dev, const char *format, ...)
{
	va_list list;
	int error;

	va_start(list, format);
	error = kobject_set_name_vargs(&dev->kobj, format, list);
	va_end(list);
	return error;
}

const char *dev_name(const struct device *dev)
{
	if (dev->kobj.name)
		return dev->kobj.name;
	return dev->init_name ? dev->init_name : "(no name)";
}

const char *dev_driver_string(const struct device *dev)
{
	struct device_driver *drv = READ_ONCE(dev->driver);

	if (drv)
		return drv->name;
	if (dev->bus)
		return dev->bus->name;
	return dev->class ? dev->class->name : "";
}

/* --- adding ------------------------------------------------------------------------------- */

static struct device *device_of_child(struct klist_node *node)
{
	return container_of(node, struct device_private, knode_parent)->device;
}

static void children_get(struct klist_node *node)
{
	get_device(device_of_child(node));
}

static void children_put(struct klist_node *node)
{
	put_device(device_of_child(node));
}

static int private_init(struct device *dev)
{
	dev->p = kzalloc(sizeof(*dev->p), GFP_KERNEL);
	if (!dev->p)
		return -ENOMEM;
	dev->p->device = dev;
	klist_init(&dev->p->klist_children, children_get, children_put);
	INIT_LIST_HEAD(&dev->p->deferred_probe);
	return 0;
}

static int name_device(struct device *dev)
{
	int error = 0;

	if (dev->init_name) {
		error = dev_set_name(dev, "%s", dev->init_name);
		dev->init_name = NULL;
	} else if (!dev->kobj.name && dev->bus && dev->bus->dev_name) {
		error = dev_set_name(dev, "%s%u", dev->bus->dev_name, dev->id);
	}
	if (error)
		return error;
	return dev->kobj.name && dev->kobj.name[0] ? 0 : -EINVAL;
}

int device_add(struct device *dev)
{
	struct device *parent;
	int error = -EINVAL;

	if (!dev)
		return error;
	get_device(dev);
	checked_that(!device_is_registered(dev), "registered-twice", "%s is added twice",
		     dev_name(dev));
	error = dev->p ? 0 : private_init(dev);
	if (!error)
		error = name_device(dev);
	if (error)
		goto put;
	dev->p->dead = false;
	parent = get_device(dev->parent);
	error = kernel_kobject_add(&dev->kobj, parent ? &parent->kobj : NULL);
	if (error)
		goto put_parent;
	error = kernel_node_add(dev);
	if (error)
		goto del_object;
	error = class_add_device(dev);
	if (error)
		goto del_node;
	error = bus_add_device(dev);
	if (error)
		goto leave_class;
	dev->p->added = true;
	checked_leave(&kernel_gone_kind, dev);
	if (parent)
		klist_add_tail(&dev->p->knode_parent, &parent->p->klist_children);
	bus_probe_device(dev);
	put_device(dev);
	return 0;

leave_class:
	class_remove_device(dev);
del_node:
	kernel_node_del(dev);
del_object:
	kobject_del(&dev->kobj);
put_parent:
	put_device(parent);
put:
	put_device(dev);
	return error;
}

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add(dev);
}

static void kill_device(struct device *dev)
{
	/* from here on nobody binds it */
	device_lock(dev);
	dev->p->dead = true;
	device_unlock(dev);
}

void device_del(struct device *dev)
{
	struct device *parent = dev->parent;

	if (!device_is_registered(dev)) {
		kernel_unregistered(dev, false, dev_name(dev));
		return;
	}
	kill_device(dev);
	if (parent)
		klist_del(&dev->p->knode_parent);
	kernel_node_del(dev);
	class_remove_device(dev);
	bus_remove_device(dev);
	pm_runtime_remove(dev);
	driver_deferred_probe_del(dev);
	kobject_del(&dev->kobj);
	dev->p->added = false;
	checked_enter(&kernel_gone_kind, dev);
	put_device(parent);
}

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}

/* --- children ----------------------------------------------------------------------------- */

int device_for_each_child(struct device *parent, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	struct klist_iter iter;
	struct device *child;
	int result = 0;

	if (!parent || !parent->p)
		return 0;
	klist_iter_init(&parent->p->klist_children, &iter);
	while (!result && (child = kernel_next_device(&iter, device_of_child)))
		result = fn(child, data);
	klist_iter_exit(&iter);
	return result;
}

struct device *device_find_child(struct device *parent, void *data,
				 int (*match)(struct device *dev, void *data))
{
	struct klist_iter iter;
	struct device *child;

	if (!parent || !parent->p)
		return NULL;
	klist_iter_init(&parent->p->klist_children, &iter);
	while ((child = kernel_next_device(&iter, device_of_child))) {
		if (match(child, data)) {
			get_device(child);
			break;
		}
	}
	klist_iter_exit(&iter);
	return child;
}

/* --- devices without a bus ---------------------------------------------------------------- */

static void free_device(struct device *dev)
{
	kfree(dev);
}

struct device *__root_device_register(const char *name, struct module *owner)
{
	struct device *root = kzalloc(sizeof(*root), GFP_KERNEL);
	int error;

	(void)owner;
	if (!root)
		return ERR_PTR(-ENOMEM);
	root->release = free_device;
	device_initialize(root);
	error = dev_set_name(root, "%s", name);
	if (!error)
		error = device_add(root);
	if (!error)
		return root;
	put_device(root);
	return ERR_PTR(error);
}

void root_device_unregister(struct device *root)
{
	device_unregister(root);
}

struct device *device_create(const struct class *class, struct device *parent, dev_t devt,
			     void *drvdata, const char *format, ...)
{
	struct device *dev;
	va_list list;
	int error;

	if (IS_ERR_OR_NULL(class))
		return ERR_PTR(-ENODEV);
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return ERR_PTR(-ENOMEM);
	dev->class = class;
	dev->parent = parent;
	dev->devt = devt;
	dev->release = free_device;
	device_initialize(dev);
	dev_set_drvdata(dev, drvdata);
	va_start(list, format);
	error = kobject_set_name_vargs(&dev->kobj, format, list);
	va_end(list);
	if (!error)
		error = device_add(dev);
	if (!error)
		return dev;
	put_device(dev);
	return ERR_PTR(error);
}

void device_destroy(const struct class *class, dev_t devt)
{
	struct device *dev = class_find_device(class, NULL, &devt, device_match_devt);

	if (!dev)
		return;
	device_unregister(dev);
	put_device(dev);
}

int device_match_name(struct device *dev, const void *name)
{
	return !strcmp(dev_name(dev), name);
}

int device_match_devt(struct device *dev, const void *devt)
{
	return dev->devt == *(const dev_t *)devt;
}

int device_match_any(struct device *dev, const void *unused)
{
	(void)dev;
	(void)unused;
	return 1;
}

/* --- messages ----------------------------------------------------------------------------- */

static void print(const char *level, const struct device *dev, const char *format, va_list list)
{
	char message[512], line[32];

	vsnprintf(message, sizeof(message), format, list);
	/* the level is known by a format's first characters */
	snprintf(line, sizeof(line), "%s%%s %%s: %%s", level);
	_printk(line, dev ? dev_driver_string(dev) : "", dev ? dev_name(dev) : "(NULL device)",
		message);
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
