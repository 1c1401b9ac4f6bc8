// SPDX-License-Identifier: MIT
#include "drm_internal.h"

#include <linux/errno.h>
#include <linux/slab.h>
#include <drm/drm_managed.h>

struct drmres {
	struct list_head entry;
	drmres_release_t release; /* NULL: memory */
	const char *name;
	void *data; /* of the action */
	void *unused; /* memory is aligned as that of kmalloc() */
	unsigned char memory[];
};

_Static_assert(offsetof(struct drmres, memory) % 16 == 0, "memory is not aligned");

static void add(struct drm_device *dev, struct drmres *res)
{
	spin_lock(&dev->managed.lock);
	list_add(&res->entry, &dev->managed.resources);
	spin_unlock(&dev->managed.lock);
}

int __drmm_add_action(struct drm_device *dev, drmres_release_t action, void *data, const char *name)
{
	struct drmres *res = kzalloc(sizeof(*res), GFP_KERNEL);

	if (!res)
		return -ENOMEM;
	res->release = action;
	res->name = name;
	res->data = data;
	add(dev, res);
	return 0;
}

int __drmm_add_action_or_reset(struct drm_device *dev, drmres_release_t action, void *data,
			       const char *name)
{
	int error = __drmm_add_action(dev, action, data, name);

	if (error)
		action(dev, data);
	return error;
}

void *drmm_kmalloc(struct drm_device *dev, size_t size, gfp_t gfp)
{
	struct drmres *res = kmalloc(sizeof(*res) + size, gfp);

	if (!res)
		return NULL;
	res->release = NULL;
	res->name = "drmm_kmalloc";
	add(dev, res);
	return res->memory;
}

void drmm_kfree(struct drm_device *dev, void *data)
{
	struct drmres *res, *found = NULL;

	if (!data)
		return;
	spin_lock(&dev->managed.lock);
	list_for_each_entry(res, &dev->managed.resources, entry) {
		if (!res->release && res->memory == data) {
			found = res;
			list_del(&res->entry);
			break;
		}
	}
	spin_unlock(&dev->managed.lock);
	WARN(!found, "the device has no such memory\n");
	kfree(found);
}

/* With the last reference: nobody else is there. */
void drm_managed_release(struct drm_device *dev)
{
	struct drmres *res, *next;

	list_for_each_entry_safe(res, next, &dev->managed.resources, entry) {
		list_del(&res->entry);
		if (res->release)
			res->release(dev, res->data);
		kfree(res);
	}
}
