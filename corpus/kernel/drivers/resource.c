// SPDX-License-Identifier: MIT
/* Who uses which range of addresses; and ranges and mappings that go with their device. */
#include "checked.h"

#include <linux/device.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/spinlock.h>

struct resource iomem_resource = {
	.name = "PCI mem", .start = 0, .end = ~0ULL, .flags = IORESOURCE_MEM};

static DEFINE_SPINLOCK(lock);
static LIST_HEAD(busy);

static const struct checked_kind region_kind = {.what = "requested memory region",
						.left = "mem-region-left"};

struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags)
{
	struct resource *res = kzalloc(sizeof(*res), GFP_KERNEL), *other;
	bool free = true;

	if (!res)
		return NULL;
	res->start = start;
	res->end = start + n - 1;
	res->name = name;
	res->flags = IORESOURCE_MEM | IORESOURCE_BUSY | flags;
	res->parent = parent;
	spin_lock(&lock);
	list_for_each_entry(other, &busy, busy)
		free &= res->end < other->start || res->start > other->end;
	if (free)
		list_add(&res->busy, &busy);
	spin_unlock(&lock);
	if (!free) {
		kfree(res);
		return NULL;
	}
	checked_enter(&region_kind, res);
	return res;
}

void __release_region(struct resource *parent, resource_size_t start, resource_size_t n)
{
	struct resource *res, *found = NULL;

	(void)parent;
	spin_lock(&lock);
	list_for_each_entry(res, &busy, busy) {
		if (res->start == start && res->end == start + n - 1) {
			found = res;
			list_del(&res->busy);
			break;
		}
	}
	spin_unlock(&lock);
	if (WARN(!found, "a memory region is released that nobody has\n"))
		return;
	checked_leave(&region_kind, found);
	kfree(found);
}

/* --- managed ------------------------------------------------------------------------------ */

struct region_devres {
	struct resource *parent;
	resource_size_t start, n;
};

static void region_release(struct device *dev, void *res)
{
	struct region_devres *this = res;

	(void)dev;
	__release_region(this->parent, this->start, this->n);
}

static int region_match(struct device *dev, void *res, void *match_data)
{
	struct region_devres *this = res, *wanted = match_data;

	(void)dev;
	return this->start == wanted->start && this->n == wanted->n;
}

struct resource *__devm_request_region(struct device *dev, struct resource *parent,
				       resource_size_t start, resource_size_t n, const char *name)
{
	struct region_devres *dr = devres_alloc(region_release, sizeof(*dr), GFP_KERNEL);
	struct resource *res;

	if (!dr)
		return NULL;
	res = __request_region(parent, start, n, name, 0);
	if (!res) {
		devres_free(dr);
		return NULL;
	}
	*dr = (struct region_devres){parent, start, n};
	devres_add(dev, dr);
	return res;
}

void __devm_release_region(struct device *dev, struct resource *parent, resource_size_t start,
			   resource_size_t n)
{
	struct region_devres wanted = {parent, start, n};
	int error = devres_release(dev, region_release, region_match, &wanted);

	WARN(error, "%s has no such region\n", dev_name(dev));
}

static void ioremap_release(struct device *dev, void *res)
{
	(void)dev;
	iounmap(*(void __iomem **)res);
}

static int ioremap_match(struct device *dev, void *res, void *match_data)
{
	(void)dev;
	return *(void **)res == match_data;
}

void __iomem *devm_ioremap(struct device *dev, resource_size_t start, resource_size_t size)
{
	void __iomem **dr = devres_alloc(ioremap_release, sizeof(*dr), GFP_KERNEL);

	if (!dr)
		return NULL;
	*dr = ioremap(start, size);
	if (!*dr) {
		devres_free(dr);
		return NULL;
	}
	devres_add(dev, dr);
	return *dr;
}

void devm_iounmap(struct device *dev, void __iomem *address)
{
	int error = devres_release(dev, ioremap_release, ioremap_match, (void *)address);

	WARN(error, "%s has no such mapping\n", dev_name(dev));
}

void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res)
{
	resource_size_t size;
	void __iomem *address;

	if (!res || resource_type(res) != IORESOURCE_MEM) {
		dev_err(dev, "invalid resource\n");
		return IOMEM_ERR_PTR(-EINVAL);
	}
	size = resource_size(res);
	if (!devm_request_mem_region(dev, res->start, size, dev_name(dev))) {
		dev_err(dev, "can't request region for resource\n");
		return IOMEM_ERR_PTR(-EBUSY);
	}
	address = devm_ioremap(dev, res->start, size);
	if (!address) {
		devm_release_mem_region(dev, res->start, size);
		return IOMEM_ERR_PTR(-ENOMEM);
	}
	return address;
}
