// SPDX-License-Identifier: MIT
/* Interrupts of PCI devices: one line, or vectors of their own. */
#include "checked.h"
#include "kernel/internal.h"
#include "model.h"
#include "pci.h"

#include <linux/string.h>

#include <linux/errno.h>

/* --- the hardware's side ------------------------------------------------------------------ */

/* The number of the line that is raised, or negative. */
static int line_of(struct pci_dev *dev, unsigned int vector)
{
	int irq = -1;
	u16 command;

	spin_lock(&dev->lock);
	memcpy(&command, dev->config + PCI_COMMAND, sizeof(command));
	if (dev->vectors) {
		/* a vector is a write to memory */
		if (vector < dev->nr_vectors && (command & PCI_COMMAND_MASTER))
			irq = dev->vectors[vector];
	} else if (!vector && !(command & PCI_COMMAND_INTX_DISABLE)) {
		irq = dev->intx;
	}
	spin_unlock(&dev->lock);
	return irq;
}

bool kernel_pci_interrupt(struct pci_dev *dev, unsigned int vector)
{
	int irq = pci_channel_offline(dev) ? -1 : line_of(dev, vector);

	return irq >= 0 && !irq_inject_interrupt(irq);
}

/* --- the driver's side -------------------------------------------------------------------- */

static void free_lines(int *lines, unsigned int count)
{
	while (count)
		kernel_irq_set_owner(lines[--count], NULL);
	kfree(lines);
}

static int *alloc_lines(struct pci_dev *dev, unsigned int count)
{
	int *lines = kcalloc(count, sizeof(*lines), GFP_KERNEL);
	unsigned int i;

	for (i = 0; lines && i < count; i++) {
		lines[i] = kernel_irq_alloc(&dev->dev);
		if (lines[i] >= 0)
			continue;
		free_lines(lines, i);
		return NULL;
	}
	return lines;
}

static void vectors_release(struct device *device, void *res)
{
	struct pci_dev *dev = to_pci_dev(device);

	(void)res;
	if (dev->nr_vectors)
		pci_free_irq_vectors(dev);
}

static int manage_vectors(struct pci_dev *dev)
{
	void *res;

	if (!dev->is_managed || devres_find(&dev->dev, vectors_release, NULL, NULL))
		return 0;
	res = devres_alloc(vectors_release, 1, GFP_KERNEL);
	if (!res)
		return -ENOMEM;
	devres_add(&dev->dev, res);
	return 0;
}

static int enable_vectors(struct pci_dev *dev, unsigned int count, bool msix)
{
	int error = manage_vectors(dev);
	int *lines;

	if (error)
		return error;
	lines = alloc_lines(dev, count);
	if (!lines)
		return -ENOSPC;
	spin_lock(&dev->lock);
	dev->vectors = lines;
	dev->nr_vectors = count;
	spin_unlock(&dev->lock);
	dev->msix_enabled = msix;
	dev->msi_enabled = !msix;
	return count;
}

int pci_alloc_irq_vectors(struct pci_dev *dev, unsigned int min, unsigned int max,
			  unsigned int flags)
{
	unsigned int has = dev->function->vectors;

	if (max < min)
		return -ERANGE;
	if (WARN(dev->nr_vectors, "%s has its vectors already\n", pci_name(dev)))
		return -EINVAL;
	if ((flags & PCI_IRQ_MSIX) && has && has >= min)
		return enable_vectors(dev, min_t(unsigned int, max, has), true);
	if ((flags & PCI_IRQ_MSI) && has && min <= 1)
		return enable_vectors(dev, 1, false);
	if ((flags & PCI_IRQ_INTX) && min <= 1)
		return 1;
	return -ENOSPC;
}

void pci_free_irq_vectors(struct pci_dev *dev)
{
	unsigned int count;
	int *lines;

	spin_lock(&dev->lock);
	lines = dev->vectors;
	count = dev->nr_vectors;
	dev->vectors = NULL;
	dev->nr_vectors = 0;
	spin_unlock(&dev->lock);
	if (!lines)
		return;
	checked_that(!KERNEL_CHECKED || !kernel_device_has_irq(&dev->dev), "irq-left-at-detach",
		     "the vectors of %s are freed with a handler on them", pci_name(dev));
	dev->msi_enabled = 0;
	dev->msix_enabled = 0;
	free_lines(lines, count);
}

int pci_irq_vector(struct pci_dev *dev, unsigned int nr)
{
	int irq = -EINVAL;

	spin_lock(&dev->lock);
	if (!dev->vectors && !nr)
		irq = dev->irq;
	else if (dev->vectors && nr < dev->nr_vectors)
		irq = dev->vectors[nr];
	spin_unlock(&dev->lock);
	return irq;
}

int pci_request_irq(struct pci_dev *dev, unsigned int nr, irq_handler_t handler,
		    irq_handler_t thread_fn, void *dev_id, const char *format, ...)
{
	unsigned long flags = IRQF_SHARED;
	int irq = pci_irq_vector(dev, nr), error;
	va_list list;
	char *name;

	if (irq < 0)
		return irq;
	if (!handler)
		flags |= IRQF_ONESHOT;
	va_start(list, format);
	name = kvasprintf(GFP_KERNEL, format, list);
	va_end(list);
	if (!name)
		return -ENOMEM;
	error = request_threaded_irq(irq, handler, thread_fn, flags, name, dev_id);
	if (error)
		kfree(name);
	return error;
}

void pci_free_irq(struct pci_dev *dev, unsigned int nr, void *dev_id)
{
	kfree(free_irq(pci_irq_vector(dev, nr), dev_id));
}
