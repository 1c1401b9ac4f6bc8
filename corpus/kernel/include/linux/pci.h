/* SPDX-License-Identifier: MIT */
/**
 * DOC: PCI devices
 *
 * A &struct pci_driver tells by its id_table what devices it is for. Its probe() enables the
 * device, pci_enable_device() or pcim_enable_device(), requests its regions and maps its BARs,
 * gets interrupt vectors with pci_alloc_irq_vectors(), and lets the device do DMA with
 * pci_set_master(). Its remove() gives all of that back; it is also called when the device was
 * pulled out, and then registers read as ones.
 *
 * Domains, bridges, SR-IOV and power states of the bus are not here. drivers/pci/model.h is the
 * hardware's side.
 */
#ifndef LINUX_PCI_H
#define LINUX_PCI_H

#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mod_devicetable.h>
#include <linux/pci_ids.h>

#define PCI_STD_NUM_BARS 6
#define PCI_DEVFN(slot, func) ((((slot) & 0x1f) << 3) | ((func) & 0x07))
#define PCI_SLOT(devfn) (((devfn) >> 3) & 0x1f)
#define PCI_FUNC(devfn) ((devfn) & 0x07)

#define PCI_VENDOR_ID 0x00
#define PCI_DEVICE_ID 0x02
#define PCI_COMMAND 0x04
#define PCI_COMMAND_MEMORY 0x2
#define PCI_COMMAND_MASTER 0x4
#define PCI_COMMAND_INTX_DISABLE 0x400
#define PCI_REVISION_ID 0x08
#define PCI_CLASS_REVISION 0x08
#define PCI_SUBSYSTEM_VENDOR_ID 0x2c
#define PCI_SUBSYSTEM_ID 0x2e
#define PCI_CFG_SPACE_SIZE 256

#define PCI_IRQ_INTX (1 << 0)
#define PCI_IRQ_MSI (1 << 1)
#define PCI_IRQ_MSIX (1 << 2)
#define PCI_IRQ_AFFINITY (1 << 3)
#define PCI_IRQ_ALL_TYPES (PCI_IRQ_INTX | PCI_IRQ_MSI | PCI_IRQ_MSIX)

typedef unsigned int pci_channel_state_t;
enum {
	pci_channel_io_normal = 1,
	pci_channel_io_frozen = 2,
	pci_channel_io_perm_failure = 3,
};

struct kernel_pci_function;
struct pci_driver;

/**
 * struct pci_dev - a function of a PCI device
 * @devfn: its slot and function
 * @vendor: who made it
 * @device: what it is
 * @subsystem_vendor: who built it in
 * @subsystem_device: as what
 * @class: what it does
 * @revision: of the hardware
 * @driver: the driver that is bound to it
 * @dma_mask: the addresses that it can reach
 * @error_state: whether it still answers
 * @dev: the device
 * @irq: its one line, when it has no vectors
 * @resource: its BARs
 * @msi_enabled: it has a vector
 * @msix_enabled: it has vectors
 */
struct pci_dev {
	unsigned int devfn;
	unsigned short vendor, device;
	unsigned short subsystem_vendor, subsystem_device;
	unsigned int class;
	u8 revision;
	struct pci_driver *driver;
	u64 dma_mask;
	struct device_dma_parameters dma_parms;
	pci_channel_state_t error_state;
	struct device dev;
	unsigned int irq;
	struct resource resource[PCI_STD_NUM_BARS];
	unsigned int is_busmaster : 1;
	unsigned int msi_enabled : 1;
	unsigned int msix_enabled : 1;
	unsigned int is_managed : 1;
	atomic_t enable_cnt;
	/* private: */
	spinlock_t lock; /* guards config and vectors */
	u8 config[PCI_CFG_SPACE_SIZE];
	const struct kernel_pci_function *function;
	unsigned int requested; /* BARs by pci_request_region() */
	unsigned int nr_vectors;
	int *vectors;
	int intx;
};

/**
 * struct pci_driver - a driver of PCI devices
 * @name: its name
 * @id_table: the devices that it is for, ends with an empty entry
 * @probe: binds a device
 * @remove: gives back all that probe() took; the device may have been pulled out
 * @shutdown: the machine stops
 * @driver: the driver, as all buses have it
 */
struct pci_driver {
	const char *name;
	const struct pci_device_id *id_table;
	int (*probe)(struct pci_dev *dev, const struct pci_device_id *id);
	void (*remove)(struct pci_dev *dev);
	void (*shutdown)(struct pci_dev *dev);
	struct device_driver driver;
};

extern const struct bus_type pci_bus_type;

#define to_pci_dev(n) container_of(n, struct pci_dev, dev)
#define to_pci_driver(drv) container_of(drv, struct pci_driver, driver)
#define dev_is_pci(d) ((d)->bus == &pci_bus_type)

#define PCI_DEVICE(vend, dev)                                                                      \
	.vendor = (vend), .device = (dev), .subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID
#define PCI_DEVICE_SUB(vend, dev, subvend, subdev)                                                 \
	.vendor = (vend), .device = (dev), .subvendor = (subvend), .subdevice = (subdev)
#define PCI_DEVICE_DATA(vend, dev, data)                                                           \
	.vendor = PCI_VENDOR_ID_##vend, .device = PCI_DEVICE_ID_##vend##_##dev,                    \
	.subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID, 0, 0,                                    \
	.driver_data = (kernel_ulong_t)(data)
#define PCI_VDEVICE(vend, dev)                                                                     \
	.vendor = PCI_VENDOR_ID_##vend, .device = (dev), .subvendor = PCI_ANY_ID,                  \
	.subdevice = PCI_ANY_ID, 0, 0
#define PCI_DEVICE_CLASS(dev_class, dev_class_mask)                                                \
	.class = (dev_class), .class_mask = (dev_class_mask), .vendor = PCI_ANY_ID,                \
	.device = PCI_ANY_ID, .subvendor = PCI_ANY_ID, .subdevice = PCI_ANY_ID

int __must_check __pci_register_driver(struct pci_driver *drv, struct module *owner,
				       const char *mod_name);
#define pci_register_driver(driver) __pci_register_driver(driver, THIS_MODULE, "kernel")
void pci_unregister_driver(struct pci_driver *drv);
#define module_pci_driver(driver) module_driver(driver, pci_register_driver, pci_unregister_driver)
const struct pci_device_id *pci_match_id(const struct pci_device_id *ids, struct pci_dev *dev);

struct pci_dev *pci_dev_get(struct pci_dev *dev);
void pci_dev_put(struct pci_dev *dev);
/* The next behind from, whose reference goes; with a reference, or NULL. */
struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device, struct pci_dev *from);
void pci_stop_and_remove_bus_device_locked(struct pci_dev *dev);

int __must_check pci_enable_device(struct pci_dev *dev);
int __must_check pci_enable_device_mem(struct pci_dev *dev);
int __must_check pcim_enable_device(struct pci_dev *dev);
void pci_disable_device(struct pci_dev *dev);
void pci_set_master(struct pci_dev *dev);
void pci_clear_master(struct pci_dev *dev);
bool pci_device_is_present(struct pci_dev *dev);

int pci_read_config_byte(const struct pci_dev *dev, int where, u8 *value);
int pci_read_config_word(const struct pci_dev *dev, int where, u16 *value);
int pci_read_config_dword(const struct pci_dev *dev, int where, u32 *value);
int pci_write_config_byte(const struct pci_dev *dev, int where, u8 value);
int pci_write_config_word(const struct pci_dev *dev, int where, u16 value);
int pci_write_config_dword(const struct pci_dev *dev, int where, u32 value);

#define pci_resource_n(dev, bar) (&(dev)->resource[bar])
#define pci_resource_start(dev, bar) (pci_resource_n(dev, bar)->start)
#define pci_resource_end(dev, bar) (pci_resource_n(dev, bar)->end)
#define pci_resource_flags(dev, bar) (pci_resource_n(dev, bar)->flags)
#define pci_resource_len(dev, bar)                                                                 \
	(pci_resource_end(dev, bar) ? resource_size(pci_resource_n(dev, bar)) : 0)

int __must_check pci_request_region(struct pci_dev *dev, int bar, const char *name);
void pci_release_region(struct pci_dev *dev, int bar);
int __must_check pci_request_regions(struct pci_dev *dev, const char *name);
void pci_release_regions(struct pci_dev *dev);
int pci_select_bars(struct pci_dev *dev, unsigned long flags);
int pci_request_selected_regions(struct pci_dev *dev, int bars, const char *name);
void pci_release_selected_regions(struct pci_dev *dev, int bars);

void __iomem *pci_iomap(struct pci_dev *dev, int bar, unsigned long max);
void pci_iounmap(struct pci_dev *dev, void __iomem *address);
void __iomem *pci_ioremap_bar(struct pci_dev *dev, int bar);
void __iomem *pcim_iomap(struct pci_dev *dev, int bar, unsigned long max);
void pcim_iounmap(struct pci_dev *dev, void __iomem *address);
void __iomem *pcim_iomap_region(struct pci_dev *dev, int bar, const char *name);
int pcim_iomap_regions(struct pci_dev *dev, int mask, const char *name);
void __iomem *const *pcim_iomap_table(struct pci_dev *dev);

/* How many there are, at least min, or an error. */
int pci_alloc_irq_vectors(struct pci_dev *dev, unsigned int min, unsigned int max,
			  unsigned int flags);
void pci_free_irq_vectors(struct pci_dev *dev);
int pci_irq_vector(struct pci_dev *dev, unsigned int nr);
int __printf(6, 7) pci_request_irq(struct pci_dev *dev, unsigned int nr, irq_handler_t handler,
				   irq_handler_t thread_fn, void *dev_id, const char *format, ...);
void pci_free_irq(struct pci_dev *dev, unsigned int nr, void *dev_id);

static inline const char *pci_name(const struct pci_dev *dev)
{
	return dev_name(&dev->dev);
}

static inline void *pci_get_drvdata(struct pci_dev *dev)
{
	return dev_get_drvdata(&dev->dev);
}

static inline void pci_set_drvdata(struct pci_dev *dev, void *data)
{
	dev_set_drvdata(&dev->dev, data);
}

static inline int pci_is_enabled(struct pci_dev *dev)
{
	return atomic_read(&dev->enable_cnt) > 0;
}

static inline bool pci_dev_is_disconnected(const struct pci_dev *dev)
{
	return READ_ONCE(dev->error_state) == pci_channel_io_perm_failure;
}

static inline int pci_channel_offline(struct pci_dev *dev)
{
	return READ_ONCE(dev->error_state) != pci_channel_io_normal;
}

#define pci_printk(level, pdev, format, ...) dev_printk(level, &(pdev)->dev, format, ##__VA_ARGS__)
#define pci_err(pdev, format, ...) dev_err(&(pdev)->dev, format, ##__VA_ARGS__)
#define pci_warn(pdev, format, ...) dev_warn(&(pdev)->dev, format, ##__VA_ARGS__)
#define pci_info(pdev, format, ...) dev_info(&(pdev)->dev, format, ##__VA_ARGS__)
#define pci_dbg(pdev, format, ...) dev_dbg(&(pdev)->dev, format, ##__VA_ARGS__)

#endif
