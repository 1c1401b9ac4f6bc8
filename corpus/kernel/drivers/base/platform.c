// SPDX-License-Identifier: MIT
/* The platform bus: devices that the board's code describes. */
#include "base.h"
#include "custody.h"
#include "kernel/internal.h"

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/io.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/string.h>

static DEFINE_IDA(devids);
static DEFINE_MUTEX(init_lock);
static bool initialised;

static void keep(struct device *dev)
{
	(void)dev;
}

struct device platform_bus = {.init_name = "platform", .release = keep};

/* There is no boot: the first who needs the bus makes it. */
static int make_bus(void)
{
	int error = bus_register(&platform_bus_type);

	if (error)
		return error;
	error = device_register(&platform_bus);
	if (error) {
		put_device(&platform_bus);
		bus_unregister(&platform_bus_type);
		return error;
	}
	kernel_device_keep(&platform_bus);
	checked_leave(&kernel_registered_kind, &platform_bus_type);
	return 0;
}

static int __trusted("made once, for all who come") init_bus(void)
{
	int error = 0;

	mutex_lock(&init_lock);
	if (!initialised) {
		error = make_bus();
		initialised = !error;
	}
	mutex_unlock(&init_lock);
	return error;
}

/* --- devices ------------------------------------------------------------------------------ */

static void platform_device_release(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);

	kfree(pdev->dev.platform_data);
	kfree(pdev->resource);
	kfree(pdev->name);
	kfree(pdev);
}

static void setup_dma(struct platform_device *pdev)
{
	if (!pdev->dev.coherent_dma_mask)
		pdev->dev.coherent_dma_mask = DMA_BIT_MASK(32);
	if (!pdev->dev.dma_mask) {
		pdev->platform_dma_mask = DMA_BIT_MASK(32);
		pdev->dev.dma_mask = &pdev->platform_dma_mask;
	}
	if (!pdev->dev.dma_parms)
		pdev->dev.dma_parms = &pdev->dma_parms;
}

struct platform_device *platform_device_alloc(const char *name, int id)
{
	struct platform_device *pdev = kzalloc(sizeof(*pdev), GFP_KERNEL);

	if (!pdev)
		return NULL;
	pdev->name = kstrdup(name, GFP_KERNEL);
	if (!pdev->name) {
		kfree(pdev);
		return NULL;
	}
	pdev->id = id;
	pdev->dev.release = platform_device_release;
	device_initialize(&pdev->dev);
	setup_dma(pdev);
	return pdev;
}

int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num)
{
	struct resource *copy = NULL;

	if (num) {
		copy = kmemdup(res, sizeof(*res) * num, GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	kfree(pdev->resource);
	pdev->resource = copy;
	pdev->num_resources = num;
	return 0;
}

int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size)
{
	void *copy = NULL;

	if (data) {
		copy = kmemdup(data, size, GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
	}
	kfree(pdev->dev.platform_data);
	pdev->dev.platform_data = copy;
	return 0;
}

static int name_device(struct platform_device *pdev)
{
	int id;

	if (pdev->id == PLATFORM_DEVID_NONE)
		return dev_set_name(&pdev->dev, "%s", pdev->name);
	if (pdev->id != PLATFORM_DEVID_AUTO)
		return dev_set_name(&pdev->dev, "%s.%d", pdev->name, pdev->id);
	id = ida_alloc(&devids, GFP_KERNEL);
	if (id < 0)
		return id;
	pdev->id = id;
	pdev->id_auto = true;
	return dev_set_name(&pdev->dev, "%s.%d.auto", pdev->name, id);
}

static void give_id_back(struct platform_device *pdev)
{
	if (!pdev->id_auto)
		return;
	ida_free(&devids, pdev->id);
	pdev->id = PLATFORM_DEVID_AUTO;
	pdev->id_auto = false;
}

/* Lines that others share are nobody's own. */
static void own_irqs(struct platform_device *pdev, const struct device *owner)
{
	u32 i;

	for (i = 0; i < pdev->num_resources; i++) {
		if (resource_type(&pdev->resource[i]) == IORESOURCE_IRQ &&
		    !(pdev->resource[i].flags & IORESOURCE_IRQ_SHAREABLE))
			kernel_irq_set_owner(pdev->resource[i].start, owner);
	}
}

int platform_device_add(struct platform_device *pdev)
{
	int error = init_bus();

	if (error)
		return error;
	if (!pdev->dev.parent)
		pdev->dev.parent = &platform_bus;
	pdev->dev.bus = &platform_bus_type;
	error = name_device(pdev);
	if (error)
		goto give_back;
	own_irqs(pdev, &pdev->dev);
	error = device_add(&pdev->dev);
	if (!error)
		return 0;
	own_irqs(pdev, NULL);
give_back:
	give_id_back(pdev);
	return error;
}

void platform_device_del(struct platform_device *pdev)
{
	if (IS_ERR_OR_NULL(pdev))
		return;
	device_del(&pdev->dev);
	own_irqs(pdev, NULL);
	give_id_back(pdev);
}

void platform_device_put(struct platform_device *pdev)
{
	if (!IS_ERR_OR_NULL(pdev))
		put_device(&pdev->dev);
}

int platform_device_register(struct platform_device *pdev)
{
	device_initialize(&pdev->dev);
	setup_dma(pdev);
	return platform_device_add(pdev);
}

void platform_device_unregister(struct platform_device *pdev)
{
	platform_device_del(pdev);
	platform_device_put(pdev);
}

struct platform_device *platform_device_register_full(const struct platform_device_info *info)
{
	struct platform_device *pdev = platform_device_alloc(info->name, info->id);
	int error;

	if (!pdev)
		return ERR_PTR(-ENOMEM);
	pdev->dev.parent = info->parent;
	if (info->dma_mask) {
		pdev->platform_dma_mask = info->dma_mask;
		pdev->dev.coherent_dma_mask = info->dma_mask;
	}
	error = platform_device_add_resources(pdev, info->res, info->num_res);
	if (!error)
		error = platform_device_add_data(pdev, info->data, info->size_data);
	if (!error)
		error = platform_device_add(pdev);
	if (!error)
		return pdev;
	platform_device_put(pdev);
	return ERR_PTR(error);
}

/* --- resources ---------------------------------------------------------------------------- */

struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int n)
{
	u32 i;

	for (i = 0; i < pdev->num_resources; i++) {
		if (resource_type(&pdev->resource[i]) == type && !n--)
			return &pdev->resource[i];
	}
	return NULL;
}

struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name)
{
	u32 i;

	for (i = 0; i < pdev->num_resources; i++) {
		struct resource *res = &pdev->resource[i];

		if (resource_type(res) == type && res->name && !strcmp(res->name, name))
			return res;
	}
	return NULL;
}

int platform_get_irq_optional(struct platform_device *pdev, unsigned int n)
{
	struct resource *res = platform_get_resource(pdev, IORESOURCE_IRQ, n);

	return res && res->start ? (int)res->start : -ENXIO;
}

int platform_get_irq(struct platform_device *pdev, unsigned int n)
{
	int irq = platform_get_irq_optional(pdev, n);

	return irq < 0 ? dev_err_probe(&pdev->dev, irq, "IRQ index %u not found\n", n) : irq;
}

int platform_get_irq_byname(struct platform_device *pdev, const char *name)
{
	struct resource *res = platform_get_resource_byname(pdev, IORESOURCE_IRQ, name);

	if (!res || !res->start)
		return dev_err_probe(&pdev->dev, -ENXIO, "IRQ %s not found\n", name);
	return res->start;
}

int platform_irq_count(struct platform_device *pdev)
{
	int count = 0;

	while (platform_get_irq_optional(pdev, count) >= 0)
		count++;
	return count;
}

void __iomem *devm_platform_get_and_ioremap_resource(struct platform_device *pdev, unsigned int n,
						     struct resource **res)
{
	struct resource *mem = platform_get_resource(pdev, IORESOURCE_MEM, n);

	if (res)
		*res = mem;
	return devm_ioremap_resource(&pdev->dev, mem);
}

void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int n)
{
	return devm_platform_get_and_ioremap_resource(pdev, n, NULL);
}

/* --- the bus ------------------------------------------------------------------------------ */

static const struct platform_device_id *match_id(const struct platform_device_id *id,
						 const struct platform_device *pdev)
{
	for (; id->name[0]; id++) {
		if (!strcmp(pdev->name, id->name))
			return id;
	}
	return NULL;
}

static int platform_match(struct device *dev, const struct device_driver *drv)
{
	struct platform_device *pdev = to_platform_device(dev);
	const struct platform_driver *pdrv = to_platform_driver(drv);

	if (of_match_device(drv->of_match_table, dev))
		return 1;
	if (!pdrv->id_table)
		return !strcmp(pdev->name, drv->name);
	/* written by whoever matches: all write the same */
	pdev->id_entry = match_id(pdrv->id_table, pdev);
	return pdev->id_entry != NULL;
}

static int platform_probe(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);
	int error;

	dev->p->probe_code = drv->probe;
	dev->p->remove_code = drv->remove;
	error = drv->probe ? drv->probe(to_platform_device(dev)) : 0;
	if (drv->prevent_deferred_probe && error == -EPROBE_DEFER)
		error = -ENXIO;
	return error;
}

static void platform_remove(struct device *dev)
{
	struct platform_driver *drv = to_platform_driver(dev->driver);

	if (drv->remove)
		drv->remove(to_platform_device(dev));
}

static void platform_shutdown(struct device *dev)
{
	struct platform_driver *drv;

	if (!dev->driver)
		return;
	drv = to_platform_driver(dev->driver);
	if (drv->shutdown)
		drv->shutdown(to_platform_device(dev));
}

const struct bus_type platform_bus_type = {
	.name = "platform",
	.match = platform_match,
	.probe = platform_probe,
	.remove = platform_remove,
	.shutdown = platform_shutdown,
};

int __platform_driver_register(struct platform_driver *drv, struct module *owner)
{
	int error = init_bus();

	if (error)
		return error;
	kernel_check_table(drv->id_table, drv->driver.name);
	kernel_check_table(drv->driver.of_match_table, drv->driver.name);
	drv->driver.owner = owner;
	drv->driver.bus = &platform_bus_type;
	return driver_register(&drv->driver);
}

void platform_driver_unregister(struct platform_driver *drv)
{
	driver_unregister(&drv->driver);
}
