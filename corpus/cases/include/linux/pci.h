/* SPDX-License-Identifier: MIT */
#ifndef _CASES_PCI_H
#define _CASES_PCI_H
#include <linux/device.h>

struct pci_dev {
	unsigned int devfn;
	struct device dev;
};
struct pci_device_id {
	u32 vendor, device, subvendor, subdevice;
};
struct pci_driver {
	const char *name;
	const struct pci_device_id *id_table;
	int (*probe)(struct pci_dev *pdev, const struct pci_device_id *id);
	void (*remove)(struct pci_dev *pdev);
};
int __pci_register_driver(struct pci_driver *drv, struct module *owner, const char *name);
void pci_unregister_driver(struct pci_driver *drv);
struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device, struct pci_dev *from);
struct pci_dev *pci_get_slot(void *bus, unsigned int devfn);
void pci_dev_put(struct pci_dev *pdev);
int pci_enable_device(struct pci_dev *pdev);
int pcim_enable_device(struct pci_dev *pdev);
void pci_disable_device(struct pci_dev *pdev);
int pci_request_regions(struct pci_dev *pdev, const char *name);
void pci_release_regions(struct pci_dev *pdev);

#endif
