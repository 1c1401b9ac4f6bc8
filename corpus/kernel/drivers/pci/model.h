/* SPDX-License-Identifier: MIT */
/*
 * The hardware's side of PCI: programs that play a device describe it, plug it in, and pull it out.
 * Its BARs are backed by the model's functions, or are plain memory.
 */
#ifndef KERNEL_PCI_MODEL_H
#define KERNEL_PCI_MODEL_H

#include <drivers/mmio.h>
#include <linux/pci.h>

struct kernel_pci_bar {
	size_t size; /* a power of two; 0: there is no such BAR */
	const struct kernel_mmio_ops *ops; /* NULL: plain memory */
};

struct kernel_pci_function {
	u16 vendor, device, subvendor, subdevice;
	u32 class;
	u8 revision;
	unsigned int vectors; /* MSI-X; 0: it has its line only */
	struct kernel_pci_bar bars[PCI_STD_NUM_BARS];
};

/* A device in its slot, that no driver sees yet; its registers call the model. NULL: no memory. */
struct pci_dev *kernel_pci_new(const struct kernel_pci_function *function, void *model);
/* The bus sees it: drivers are bound. If it fails, or never happens, kernel_pci_free(). */
int kernel_pci_plug(struct pci_dev *dev);
void kernel_pci_free(struct pci_dev *dev);
/* It is out, before its driver knows: registers give ones. */
void kernel_pci_pull(struct pci_dev *dev);
/* It goes in order: the driver is unbound first. It frees the device, too. */
void kernel_pci_eject(struct pci_dev *dev);

/* The device interrupts: whether it could. Without vectors there is only number 0, its line. */
bool kernel_pci_interrupt(struct pci_dev *dev, unsigned int vector);
/* The device's DMA: -EFAULT where nothing is mapped, -EPERM if it is no bus master. */
int kernel_pci_read(struct pci_dev *dev, dma_addr_t from, void *to, size_t size);
int kernel_pci_write(struct pci_dev *dev, dma_addr_t to, const void *from, size_t size);

#endif
