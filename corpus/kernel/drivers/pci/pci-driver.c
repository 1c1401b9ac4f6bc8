// SPDX-License-Identifier: MIT
/* The PCI bus and its drivers: which fits which device, and binding. */
#include "custody.h"
#include "drivers/base/base.h"
#include "kernel/internal.h"
#include "pci.h"

#include <linux/errno.h>
#include <linux/pm_runtime.h>

static const struct pci_device_id *match_one(const struct pci_device_id *id, struct pci_dev *dev)
{
	if ((id->vendor == (u32)PCI_ANY_ID || id->vendor == dev->vendor) &&
	    (id->device == (u32)PCI_ANY_ID || id->device == dev->device) &&
	    (id->subvendor == (u32)PCI_ANY_ID || id->subvendor == dev->subsystem_vendor) &&
	    (id->subdevice == (u32)PCI_ANY_ID || id->subdevice == dev->subsystem_device) &&
	    !((id->class ^ dev->class) & id->class_mask))
		return id;
	return NULL;
}

const struct pci_device_id *pci_match_id(const struct pci_device_id *ids, struct pci_dev *dev)
{
	if (!ids)
		return NULL;
	for (; ids->vendor || ids->subvendor || ids->class_mask; ids++) {
		if (match_one(ids, dev))
			return ids;
	}
	return NULL;
}

static int pci_bus_match(struct device *dev, const struct device_driver *drv)
{
	return pci_match_id(to_pci_driver(drv)->id_table, to_pci_dev(dev)) != NULL;
}

/* What a driver leaves behind that the core does not know of. */
static void check_left(struct pci_dev *dev, const void *code, int enabled)
{
	if (!KERNEL_CHECKED || dev->is_managed)
		return;
	checked_that_in(code, atomic_read(&dev->enable_cnt) <= enabled, "pci-left-enabled",
			"%s is unbound, but enabled", pci_name(dev));
	checked_that_in(code, !dev->requested, "pci-regions-left",
			"%s is unbound, but its regions are requested", pci_name(dev));
	checked_that_in(code, !dev->nr_vectors, "pci-irq-vectors-left",
			"%s is unbound, but has interrupt vectors", pci_name(dev));
}

__custody_allow(
	"pm-runtime-unbalanced",
	"the count is held until pci_device_remove()") static int pci_device_probe(struct device
											   *dev)
{
	struct pci_driver *drv = to_pci_driver(dev->driver);
	struct pci_dev *pdev = to_pci_dev(dev);
	int enabled = atomic_read(&pdev->enable_cnt);
	const struct pci_device_id *id = pci_match_id(drv->id_table, pdev);
	int error;

	if (!id)
		return -ENODEV;
	dev->p->probe_code = drv->probe;
	dev->p->remove_code = drv->remove;
	(void)pm_runtime_get_sync(dev);
	pdev->driver = drv;
	error = drv->probe ? drv->probe(pdev, id) : 0;
	if (!error) {
		__trusted_block("the count is held until pci_device_remove()")
		{
			return 0;
		}
	}
	check_left(pdev, drv->probe, enabled);
	pdev->driver = NULL;
	pm_runtime_put_sync(dev);
	return error < 0 ? error : 0;
}

static void pci_device_remove(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);
	struct pci_driver *drv = pdev->driver;

	if (drv->remove) {
		(void)pm_runtime_get_sync(dev);
		drv->remove(pdev);
		pm_runtime_put_noidle(dev);
	}
	check_left(pdev, drv->remove ? (void *)drv->remove : (void *)drv->probe, 0);
	pdev->driver = NULL;
	__trusted_block("undoes the one of pci_device_probe()")
	{
		pm_runtime_put_sync(dev);
	}
}

static void pci_device_shutdown(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	if (pdev->driver && pdev->driver->shutdown)
		pdev->driver->shutdown(pdev);
}

const struct bus_type pci_bus_type = {
	.name = "pci",
	.match = pci_bus_match,
	.probe = pci_device_probe,
	.remove = pci_device_remove,
	.shutdown = pci_device_shutdown,
};

int __pci_register_driver(struct pci_driver *drv, struct module *owner, const char *mod_name)
{
	int error = kernel_pci_init_bus();

	if (error)
		return error;
	kernel_check_table(drv->id_table, drv->name);
	drv->driver.name = drv->name;
	drv->driver.bus = &pci_bus_type;
	drv->driver.owner = owner;
	drv->driver.mod_name = mod_name;
	return driver_register(&drv->driver);
}

void pci_unregister_driver(struct pci_driver *drv)
{
	driver_unregister(&drv->driver);
}
