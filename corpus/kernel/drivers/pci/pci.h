/* SPDX-License-Identifier: MIT */
/* What the files of the PCI bus share. Not for drivers. */
#ifndef KERNEL_DRIVERS_PCI_H
#define KERNEL_DRIVERS_PCI_H

#include <linux/pci.h>

int kernel_pci_init_bus(void);
u16 kernel_pci_command(struct pci_dev *dev);
void kernel_pci_change_command(struct pci_dev *dev, u16 clear, u16 set);

#endif
