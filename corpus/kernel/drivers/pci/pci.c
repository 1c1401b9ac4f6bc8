// SPDX-License-Identifier: MIT
/* What drivers do with a PCI device: enable it, request and map its BARs, read its configuration.
 */
#include "checked.h"
#include "model.h"
#include "pci.h"

#include <linux/string.h>

#include <linux/bitops.h>
#include <linux/errno.h>

/* --- configuration ------------------------------------------------------------------------ */

static int read_config(const struct pci_dev *dev, int where, void *value, int size)
{
	struct pci_dev *locked = (struct pci_dev *)dev;

	if (where < 0 || where % size || where + size > PCI_CFG_SPACE_SIZE)
		return -EINVAL;
	if (pci_dev_is_disconnected(dev)) {
		memset(value, 0xff, size);
		return -ENODEV;
	}
	spin_lock(&locked->lock);
	memcpy(value, dev->config + where, size);
	spin_unlock(&locked->lock);
	return 0;
}

static int write_config(const struct pci_dev *dev, int where, u32 value, int size)
{
	struct pci_dev *locked = (struct pci_dev *)dev;

	if (where < 0 || where % size || where + size > PCI_CFG_SPACE_SIZE)
		return -EINVAL;
	if (pci_dev_is_disconnected(dev))
		return -ENODEV;
	/* the ids are read-only */
	if (where < PCI_COMMAND)
		return 0;
	spin_lock(&locked->lock);
	memcpy(locked->config + where, &value, size);
	spin_unlock(&locked->lock);
	return 0;
}

#define CONFIG_ACCESSORS(name, type)                                                               \
	int pci_read_config_##name(const struct pci_dev *dev, int where, type *value)              \
	{                                                                                          \
		return read_config(dev, where, value, sizeof(type));                               \
	}                                                                                          \
	int pci_write_config_##name(const struct pci_dev *dev, int where, type value)              \
	{                                                                                          \
		return write_config(dev, where, value, sizeof(type));                              \
	}

CONFIG_ACCESSORS(byte, u8)
CONFIG_ACCESSORS(word, u16)
CONFIG_ACCESSORS(dword, u32)

u16 kernel_pci_command(struct pci_dev *dev)
{
	u16 command;

	spin_lock(&dev->lock);
	memcpy(&command, dev->config + PCI_COMMAND, sizeof(command));
	spin_unlock(&dev->lock);
	return command;
}

static void decode(struct pci_dev *dev, bool on)
{
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (pci_resource_len(dev, bar))
			kernel_mmio_enable(pci_resource_start(dev, bar), on);
	}
}

void kernel_pci_change_command(struct pci_dev *dev, u16 clear, u16 set)
{
	u16 command;

	spin_lock(&dev->lock);
	memcpy(&command, dev->config + PCI_COMMAND, sizeof(command));
	command = (command & ~clear) | set;
	memcpy(dev->config + PCI_COMMAND, &command, sizeof(command));
	spin_unlock(&dev->lock);
}

bool pci_device_is_present(struct pci_dev *dev)
{
	return !pci_dev_is_disconnected(dev);
}

/* --- enabling ----------------------------------------------------------------------------- */

int pci_enable_device(struct pci_dev *dev)
{
	if (pci_dev_is_disconnected(dev))
		return -ENODEV;
	if (atomic_inc_return(&dev->enable_cnt) > 1)
		return 0;
	kernel_pci_change_command(dev, 0, PCI_COMMAND_MEMORY);
	decode(dev, true);
	return 0;
}

int pci_enable_device_mem(struct pci_dev *dev)
{
	return pci_enable_device(dev);
}

void pci_disable_device(struct pci_dev *dev)
{
	if (WARN(atomic_read(&dev->enable_cnt) <= 0, "%s: disabling already-disabled device\n",
		 pci_name(dev)))
		return;
	if (atomic_dec_return(&dev->enable_cnt))
		return;
	/* memory stays decoded, as in the kernel; the device does no more DMA */
	pci_clear_master(dev);
}

static void disable_managed(struct device *device, void *res)
{
	struct pci_dev *dev = to_pci_dev(device);

	(void)res;
	if (pci_is_enabled(dev))
		pci_disable_device(dev);
	dev->is_managed = 0;
}

int pcim_enable_device(struct pci_dev *dev)
{
	void *res;
	int error;

	if (devres_find(&dev->dev, disable_managed, NULL, NULL))
		return 0;
	res = devres_alloc(disable_managed, 1, GFP_KERNEL);
	if (!res)
		return -ENOMEM;
	error = pci_enable_device(dev);
	if (error) {
		devres_free(res);
		return error;
	}
	dev->is_managed = 1;
	devres_add(&dev->dev, res);
	return 0;
}

void pci_set_master(struct pci_dev *dev)
{
	kernel_pci_change_command(dev, 0, PCI_COMMAND_MASTER);
	dev->is_busmaster = 1;
}

void pci_clear_master(struct pci_dev *dev)
{
	kernel_pci_change_command(dev, PCI_COMMAND_MASTER, 0);
	dev->is_busmaster = 0;
}

/* --- regions ------------------------------------------------------------------------------ */

struct bar_devres {
	int bar;
};

static void release_bar(struct pci_dev *dev, int bar)
{
	release_mem_region(pci_resource_start(dev, bar), pci_resource_len(dev, bar));
	dev->requested &= ~BIT(bar);
}

static void region_release(struct device *device, void *res)
{
	release_bar(to_pci_dev(device), ((struct bar_devres *)res)->bar);
}

static int region_match(struct device *device, void *res, void *match_data)
{
	(void)device;
	return ((struct bar_devres *)res)->bar == *(int *)match_data;
}

/* Of a device that pcim_enable_device() enabled the regions are managed, too. */
int pci_request_region(struct pci_dev *dev, int bar, const char *name)
{
	struct bar_devres *res = NULL;

	if (!pci_resource_len(dev, bar))
		return 0;
	if (dev->is_managed) {
		res = devres_alloc(region_release, sizeof(*res), GFP_KERNEL);
		if (!res)
			return -ENOMEM;
		res->bar = bar;
	}
	if (!request_mem_region(pci_resource_start(dev, bar), pci_resource_len(dev, bar), name)) {
		pci_warn(dev, "BAR %d: can't reserve\n", bar);
		devres_free(res);
		return -EBUSY;
	}
	dev->requested |= BIT(bar);
	if (res)
		devres_add(&dev->dev, res);
	return 0;
}

void pci_release_region(struct pci_dev *dev, int bar)
{
	if (!pci_resource_len(dev, bar))
		return;
	if (!devres_release(&dev->dev, region_release, region_match, &bar))
		return;
	release_bar(dev, bar);
}

int pci_select_bars(struct pci_dev *dev, unsigned long flags)
{
	int bar, bars = 0;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (pci_resource_flags(dev, bar) & flags)
			bars |= BIT(bar);
	}
	return bars;
}

void pci_release_selected_regions(struct pci_dev *dev, int bars)
{
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (bars & BIT(bar))
			pci_release_region(dev, bar);
	}
}

int pci_request_selected_regions(struct pci_dev *dev, int bars, const char *name)
{
	int bar, error;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (!(bars & BIT(bar)))
			continue;
		error = pci_request_region(dev, bar, name);
		if (!error)
			continue;
		pci_release_selected_regions(dev, bars & (BIT(bar) - 1));
		return error;
	}
	return 0;
}

int pci_request_regions(struct pci_dev *dev, const char *name)
{
	return pci_request_selected_regions(dev, BIT(PCI_STD_NUM_BARS) - 1, name);
}

void pci_release_regions(struct pci_dev *dev)
{
	pci_release_selected_regions(dev, BIT(PCI_STD_NUM_BARS) - 1);
}

/* --- mappings ----------------------------------------------------------------------------- */

void __iomem *pci_iomap(struct pci_dev *dev, int bar, unsigned long max)
{
	resource_size_t size = pci_resource_len(dev, bar);

	if (!size)
		return NULL;
	if (max && size > max)
		size = max;
	return ioremap(pci_resource_start(dev, bar), size);
}

void pci_iounmap(struct pci_dev *dev, void __iomem *address)
{
	(void)dev;
	iounmap(address);
}

void __iomem *pci_ioremap_bar(struct pci_dev *dev, int bar)
{
	return pci_iomap(dev, bar, 0);
}

/* All that are managed, by their BAR. */
struct iomap_devres {
	void __iomem *table[PCI_STD_NUM_BARS];
};

static void iomap_release(struct device *device, void *res)
{
	struct iomap_devres *this = res;
	int bar;

	(void)device;
	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (this->table[bar])
			iounmap(this->table[bar]);
	}
}

static struct iomap_devres *iomap_devres_of(struct pci_dev *dev)
{
	struct iomap_devres *res = devres_find(&dev->dev, iomap_release, NULL, NULL);

	if (res)
		return res;
	res = devres_alloc(iomap_release, sizeof(*res), GFP_KERNEL);
	return res ? devres_get(&dev->dev, res, NULL, NULL) : NULL;
}

void __iomem *const *pcim_iomap_table(struct pci_dev *dev)
{
	struct iomap_devres *res = iomap_devres_of(dev);

	return res ? res->table : NULL;
}

void __iomem *pcim_iomap(struct pci_dev *dev, int bar, unsigned long max)
{
	struct iomap_devres *res = iomap_devres_of(dev);

	if (!res || bar < 0 || bar >= PCI_STD_NUM_BARS || WARN_ON(res->table[bar]))
		return NULL;
	res->table[bar] = pci_iomap(dev, bar, max);
	return res->table[bar];
}

void pcim_iounmap(struct pci_dev *dev, void __iomem *address)
{
	struct iomap_devres *res = iomap_devres_of(dev);
	int bar;

	for (bar = 0; res && bar < PCI_STD_NUM_BARS; bar++) {
		if (res->table[bar] != address)
			continue;
		res->table[bar] = NULL;
		iounmap(address);
		return;
	}
	WARN(1, "%s has no such mapping\n", pci_name(dev));
}

void __iomem *pcim_iomap_region(struct pci_dev *dev, int bar, const char *name)
{
	void __iomem *address;
	int error = pci_request_region(dev, bar, name);

	if (error)
		return IOMEM_ERR_PTR(error);
	address = pcim_iomap(dev, bar, 0);
	if (address)
		return address;
	pci_release_region(dev, bar);
	return IOMEM_ERR_PTR(-ENOMEM);
}

int pcim_iomap_regions(struct pci_dev *dev, int mask, const char *name)
{
	void __iomem *address;
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		if (!(mask & BIT(bar)))
			continue;
		address = pcim_iomap_region(dev, bar, name);
		if (IS_ERR(address))
			return PTR_ERR(address);
	}
	return 0;
}
