/* SPDX-License-Identifier: MIT */
#ifndef _CASES_DEVICE_H
#define _CASES_DEVICE_H
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/types.h>

struct kobject;
struct kobj_type {
	void (*release)(struct kobject *k);
};
struct kobject {
	const char *name;
	const struct kobj_type *ktype;
	struct kref kref;
};
int kobject_init_and_add(struct kobject *k, const struct kobj_type *ktype, struct kobject *parent, const char *fmt, ...);
struct kobject *kobject_create_and_add(const char *name, struct kobject *parent);
void kobject_put(struct kobject *k);

struct device {
	struct device *parent;
	struct kobject kobj;
	struct device_node *of_node;
	void (*release)(struct device *dev);
	void *driver_data;
};
void device_initialize(struct device *dev);
int device_add(struct device *dev);
int device_register(struct device *dev);
struct device *get_device(struct device *dev);
void put_device(struct device *dev);
struct device *device_find_child(struct device *dev, void *data, int (*match)(struct device *dev, void *data));
int dev_set_name(struct device *dev, const char *fmt, ...);

struct platform_device {
	const char *name;
	struct device dev;
};
struct of_device_id {
	char name[32], type[32], compatible[128];
	const void *data;
};
struct device_driver {
	const char *name;
	const struct of_device_id *of_match_table;
};
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	void (*remove)(struct platform_device *pdev);
	struct device_driver driver;
};
int __platform_driver_register(struct platform_driver *drv, struct module *owner);
void platform_driver_unregister(struct platform_driver *drv);
struct platform_device *platform_device_alloc(const char *name, int id);
int platform_device_add(struct platform_device *pdev);
void platform_device_put(struct platform_device *pdev);
int platform_device_register(struct platform_device *pdev);

#endif
