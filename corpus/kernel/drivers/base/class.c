// SPDX-License-Identifier: MIT
/* Classes: devices by what they do. */
#include "base.h"

#include <linux/err.h>
#include <linux/string.h>

static DEFINE_MUTEX(classes_lock);
static LIST_HEAD(classes);

static struct device *device_in_class(struct klist_node *node)
{
	return container_of(node, struct device_private, knode_class)->device;
}

static void class_device_get(struct klist_node *node)
{
	get_device(device_in_class(node));
}

static void class_device_put(struct klist_node *node)
{
	put_device(device_in_class(node));
}

/* With classes_lock held. */
static struct subsys_private *find_class(const struct class *class)
{
	struct subsys_private *sp;

	list_for_each_entry(sp, &classes, node) {
		if (sp->class == class)
			return sp;
	}
	return NULL;
}

static struct subsys_private *class_get(const struct class *class)
{
	struct subsys_private *sp;

	mutex_lock(&classes_lock);
	sp = find_class(class);
	if (sp)
		kref_get(&sp->ref);
	mutex_unlock(&classes_lock);
	return sp;
}

int class_register(const struct class *class)
{
	struct subsys_private *sp = kzalloc(sizeof(*sp), GFP_KERNEL);
	int error = 0;

	if (!sp)
		return -ENOMEM;
	kref_init(&sp->ref);
	sp->class = class;
	klist_init(&sp->klist_devices, class_device_get, class_device_put);
	mutex_lock(&classes_lock);
	if (find_class(class)) {
		checked_that(false, "registered-twice", "class %s is registered twice",
			     class->name);
		error = -EEXIST;
	} else {
		list_add_tail(&sp->node, &classes);
	}
	mutex_unlock(&classes_lock);
	if (error) {
		kfree(sp);
		return error;
	}
	kernel_registered(class);
	return 0;
}

void class_unregister(const struct class *class)
{
	struct subsys_private *sp;

	mutex_lock(&classes_lock);
	sp = find_class(class);
	if (sp)
		list_del(&sp->node);
	mutex_unlock(&classes_lock);
	if (!kernel_unregistered(class, sp, class->name))
		return;
	kernel_subsys_put(sp);
	if (class->class_release)
		class->class_release(class);
}

static void free_class(const struct class *class)
{
	kfree(class);
}

struct class *class_create(const char *name)
{
	struct class *class = kzalloc(sizeof(*class), GFP_KERNEL);
	int error;

	if (!class)
		return ERR_PTR(-ENOMEM);
	class->name = name;
	class->class_release = free_class;
	error = class_register(class);
	if (!error)
		return class;
	kfree(class);
	return ERR_PTR(error);
}

void class_destroy(const struct class *class)
{
	if (!IS_ERR_OR_NULL(class))
		class_unregister(class);
}

int class_add_device(struct device *dev)
{
	struct subsys_private *sp;

	if (!dev->class)
		return 0;
	sp = class_get(dev->class);
	if (WARN(!sp, "the class of %s is not registered\n", dev_name(dev)))
		return -EINVAL;
	/* the reference is the device's, until class_remove_device() */
	klist_add_tail(&dev->p->knode_class, &sp->klist_devices);
	return 0;
}

void class_remove_device(struct device *dev)
{
	struct klist *devices;

	if (!dev->class)
		return;
	devices = dev->p->knode_class.n_klist;
	klist_del(&dev->p->knode_class);
	kernel_subsys_put(container_of(devices, struct subsys_private, klist_devices));
}

int class_for_each_device(const struct class *class, const struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	struct subsys_private *sp = class_get(class);
	struct klist_iter iter;
	struct device *dev;
	int result = 0;

	if (!sp)
		return -EINVAL;
	klist_iter_init_node(&sp->klist_devices, &iter, start ? &start->p->knode_class : NULL);
	while (!result && (dev = kernel_next_device(&iter, device_in_class)))
		result = fn(dev, data);
	klist_iter_exit(&iter);
	kernel_subsys_put(sp);
	return result;
}

struct device *class_find_device(const struct class *class, const struct device *start,
				 const void *data, device_match_t match)
{
	struct subsys_private *sp = class_get(class);
	struct klist_iter iter;
	struct device *dev;

	if (!sp)
		return NULL;
	klist_iter_init_node(&sp->klist_devices, &iter, start ? &start->p->knode_class : NULL);
	while ((dev = kernel_next_device(&iter, device_in_class))) {
		if (match(dev, data)) {
			get_device(dev);
			break;
		}
	}
	klist_iter_exit(&iter);
	kernel_subsys_put(sp);
	return dev;
}
