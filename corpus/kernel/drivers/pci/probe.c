// SPDX-License-Identifier: MIT
/* PCI devices: in their slots, on the bus, and out again. */
#include "drivers/base/base.h"
#include "kernel/internal.h"
#include "model.h"
#include "pci.h"

#include <linux/string.h>

#include <drivers/iommu.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/pm_runtime.h>

static DEFINE_MUTEX(init_lock);
static bool initialised;
static DEFINE_IDA(slots);

int kernel_pci_init_bus(void)
{
	int error = 0;

	mutex_lock(&init_lock);
	if (!initialised) {
		error = bus_register(&pci_bus_type);
		initialised = !error;
		if (!error)
			checked_leave(&kernel_registered_kind, &pci_bus_type);
	}
	mutex_unlock(&init_lock);
	return error;
}

/* --- slots -------------------------------------------------------------------------------- */

static void remove_bars(struct pci_dev *dev)
{
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (pci_resource_len(dev, bar))
			kernel_mmio_remove(pci_resource_start(dev, bar));
	}
}

static void pci_release_dev(struct device *device)
{
	struct pci_dev *dev = to_pci_dev(device);

	remove_bars(dev);
	kfree(dev);
}

static int add_bars(struct pci_dev *dev, void *model)
{
	const struct kernel_pci_bar *bars = dev->function->bars;
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		struct resource *res = &dev->resource[bar];

		if (!bars[bar].size)
			continue;
		res->start = kernel_mmio_add(bars[bar].size, bars[bar].ops, model);
		if (!res->start)
			return -ENOMEM;
		res->end = res->start + bars[bar].size - 1;
		res->flags = IORESOURCE_MEM;
		res->name = pci_name(dev);
		/* nobody decodes it before the device is enabled */
		kernel_mmio_enable(res->start, false);
	}
	return 0;
}

static void fill_config(struct pci_dev *dev)
{
	const struct kernel_pci_function *function = dev->function;

	memcpy(dev->config + PCI_VENDOR_ID, &function->vendor, 2);
	memcpy(dev->config + PCI_DEVICE_ID, &function->device, 2);
	dev->config[PCI_REVISION_ID] = function->revision;
	dev->config[PCI_CLASS_REVISION + 1] = function->class;
	dev->config[PCI_CLASS_REVISION + 2] = function->class >> 8;
	dev->config[PCI_CLASS_REVISION + 3] = function->class >> 16;
	memcpy(dev->config + PCI_SUBSYSTEM_VENDOR_ID, &function->subvendor, 2);
	memcpy(dev->config + PCI_SUBSYSTEM_ID, &function->subdevice, 2);
	dev->vendor = function->vendor;
	dev->device = function->device;
	dev->subsystem_vendor = function->subvendor;
	dev->subsystem_device = function->subdevice;
	dev->class = function->class;
	dev->revision = function->revision;
}

static int set_up(struct pci_dev *dev, void *model)
{
	int slot = ida_alloc_range(&slots, 0, 0xffff, GFP_KERNEL);
	int error;

	if (slot < 0)
		return slot;
	dev->devfn = PCI_DEVFN(slot % 32, 0);
	error = dev_set_name(&dev->dev, "%04x:%02x:%02x.0", slot / 32 / 256, slot / 32 % 256,
			     slot % 32);
	if (!error)
		error = add_bars(dev, model);
	dev->intx = error ? error : kernel_irq_alloc(&dev->dev);
	if (dev->intx < 0)
		goto free_slot;
	dev->irq = dev->intx;
	dev->dev.id = slot;
	return 0;

free_slot:
	ida_free(&slots, slot);
	return dev->intx;
}

struct pci_dev *kernel_pci_new(const struct kernel_pci_function *function, void *model)
{
	struct pci_dev *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return NULL;
	spin_lock_init(&dev->lock);
	dev->function = function;
	dev->error_state = pci_channel_io_normal;
	fill_config(dev);
	dev->dma_mask = DMA_BIT_MASK(32);
	dev->dev.dma_mask = &dev->dma_mask;
	dev->dev.coherent_dma_mask = DMA_BIT_MASK(32);
	dev->dev.dma_coherent = true;
	dev->dev.dma_parms = &dev->dma_parms;
	dev->dev.bus = &pci_bus_type;
	dev->dev.release = pci_release_dev;
	device_initialize(&dev->dev);
	if (set_up(dev, model)) {
		put_device(&dev->dev);
		return NULL;
	}
	return dev;
}

int kernel_pci_plug(struct pci_dev *dev)
{
	int error = kernel_pci_init_bus();

	if (error)
		return error;
	/* the bus keeps it active, until the user or its driver says otherwise */
	pm_runtime_forbid(&dev->dev);
	pm_runtime_set_active(&dev->dev);
	pm_runtime_enable(&dev->dev);
	return device_add(&dev->dev);
}

void kernel_pci_free(struct pci_dev *dev)
{
	kernel_irq_set_owner(dev->intx, NULL);
	ida_free(&slots, dev->dev.id);
	put_device(&dev->dev);
}

void pci_stop_and_remove_bus_device_locked(struct pci_dev *dev)
{
	if (device_is_registered(&dev->dev))
		device_del(&dev->dev);
}

void kernel_pci_eject(struct pci_dev *dev)
{
	pci_stop_and_remove_bus_device_locked(dev);
	kernel_pci_free(dev);
}

void kernel_pci_pull(struct pci_dev *dev)
{
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (pci_resource_len(dev, bar))
			kernel_mmio_unplug(pci_resource_start(dev, bar));
	}
	WRITE_ONCE(dev->error_state, pci_channel_io_perm_failure);
	kernel_pci_eject(dev);
}

/* --- who looks for one -------------------------------------------------------------------- */

struct pci_dev *pci_dev_get(struct pci_dev *dev)
{
	if (dev)
		get_device(&dev->dev);
	return dev;
}

void pci_dev_put(struct pci_dev *dev)
{
	if (dev)
		put_device(&dev->dev);
}

static int match_device(struct device *dev, const void *data)
{
	return pci_match_id(data, to_pci_dev(dev)) != NULL;
}

struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device, struct pci_dev *from)
{
	const struct pci_device_id id[] = {
		{.vendor = vendor,
		 .device = device,
		 .subvendor = PCI_ANY_ID,
		 .subdevice = PCI_ANY_ID},
		{.vendor = 0},
	};
	struct device *dev;

	dev = bus_find_device(&pci_bus_type, from ? &from->dev : NULL, id, match_device);
	pci_dev_put(from);
	return dev ? to_pci_dev(dev) : NULL;
}

/* --- the device's own DMA ----------------------------------------------------------------- */

static bool is_master(struct pci_dev *dev)
{
	return !pci_channel_offline(dev) && (kernel_pci_command(dev) & PCI_COMMAND_MASTER);
}

int kernel_pci_read(struct pci_dev *dev, dma_addr_t from, void *to, size_t size)
{
	return is_master(dev) ? kernel_device_read(&dev->dev, from, to, size) : -EPERM;
}

int kernel_pci_write(struct pci_dev *dev, dma_addr_t to, const void *from, size_t size)
{
	return is_master(dev) ? kernel_device_write(&dev->dev, to, from, size) : -EPERM;
}
