// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A driver for a PCI device that copies memory by DMA.
 *
 * BAR 0 has the addresses, the size and a doorbell. The device raises one MSI-X vector when a copy
 * is done, and another one when it failed. User space asks for a copy by an ioctl on /dev/copierN.
 *
 * Lifetimes: as in crc.c, a copier is counted, and its registers, vectors and interrupts belong to
 * the device. One job runs at a time, under copier.lock. remove() sets gone first and completes the
 * running job, which then stops the device, ends its mappings and lets go of the lock; only then
 * are the registers taken away.
 */
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>

#include "custody.h"
#include "copier.h"

#define COPIER_TIMEOUT_MS 1000

struct copier {
	struct kref ref;
	struct mutex lock; /* guards the engine: one job at a time */
	struct pci_dev *pdev; /* valid under lock, unless gone */
	void __iomem *regs;
	spinlock_t gone_lock; /* guards gone, and that done is not reset afterwards */
	bool gone __locked_by(gone_lock); /* written by remove(), once */
	bool failed; /* of the last interrupt; read after done */
	struct completion done;
	int id;
	char name[16];
	struct miscdevice misc;
};

static DEFINE_IDA(copier_ids);

static void copier_release(struct kref *ref __owned)
{
	struct copier *copier = container_of(ref, struct copier, ref);

	ida_free(&copier_ids, copier->id);
	mutex_destroy(&copier->lock);
	kfree(copier);
}

static void copier_put(struct copier *copier)
{
	kref_put(&copier->ref, copier_release);
}

static void copier_put_action(void *copier)
{
	copier_put(copier);
}

/* --- interrupts --------------------------------------------------------------------------- */

static irqreturn_t copier_done(int irq, void *data)
{
	struct copier *copier = data;

	WRITE_ONCE(copier->failed, false);
	complete(&copier->done);
	return IRQ_HANDLED;
}

static irqreturn_t copier_error(int irq, void *data)
{
	struct copier *copier = data;

	WRITE_ONCE(copier->failed, true);
	complete(&copier->done);
	return IRQ_HANDLED;
}

static int copier_request_irqs(struct copier *copier __borrowed)
{
	struct pci_dev *pdev = copier->pdev;
	struct device *dev = &pdev->dev;
	int error;

	error = pci_alloc_irq_vectors(pdev, COPIER_VECTORS, COPIER_VECTORS, PCI_IRQ_MSIX);
	if (error < 0)
		return error;
	error = devm_request_irq(dev, pci_irq_vector(pdev, COPIER_VECTOR_DONE), copier_done, 0,
				 "copier-done", copier);
	if (error)
		return error;
	return devm_request_irq(dev, pci_irq_vector(pdev, COPIER_VECTOR_ERROR), copier_error, 0,
				"copier-error", copier);
}

/* --- jobs --------------------------------------------------------------------------------- */

/* Whether there still is a device. If so, remove() completes the job that begins here. */
static bool copier_begin(struct copier *copier __borrowed)
{
	bool gone;

	spin_lock(&copier->gone_lock);
	gone = copier->gone;
	if (!gone)
		reinit_completion(&copier->done);
	spin_unlock(&copier->gone_lock);
	return !gone;
}

static bool copier_is_gone(struct copier *copier __borrowed)
{
	bool gone;

	spin_lock(&copier->gone_lock);
	gone = copier->gone;
	spin_unlock(&copier->gone_lock);
	return gone;
}

static void copier_start(struct copier *copier __borrowed, dma_addr_t from, dma_addr_t to, u32 size)
{
	writel(lower_32_bits(from), copier->regs + COPIER_FROM);
	writel(upper_32_bits(from), copier->regs + COPIER_FROM + 4);
	writel(lower_32_bits(to), copier->regs + COPIER_TO);
	writel(upper_32_bits(to), copier->regs + COPIER_TO + 4);
	writel(size, copier->regs + COPIER_SIZE);
	writel(COPIER_START, copier->regs + COPIER_DOORBELL);
}

/* Afterwards the device no longer touches the memory. */
static int copier_wait(struct copier *copier __borrowed)
{
	unsigned long left;

	left = wait_for_completion_timeout(&copier->done, msecs_to_jiffies(COPIER_TIMEOUT_MS));
	if (left && !copier_is_gone(copier))
		return READ_ONCE(copier->failed) ? -EIO : 0;
	/* the read makes sure that the write has arrived, and so the device has stopped */
	writel(COPIER_STOP, copier->regs + COPIER_DOORBELL);
	readl(copier->regs + COPIER_DOORBELL);
	return left ? -ENODEV : -ETIMEDOUT;
}

static int __locked_by(copier->lock)
	copier_run(struct copier *copier __borrowed, void *from, void *to, u32 size)
{
	struct device *dev = &copier->pdev->dev;
	dma_addr_t dma_from, dma_to;
	int error = -ENOMEM;

	dma_from = dma_map_single(dev, from, size, DMA_TO_DEVICE);
	if (dma_mapping_error(dev, dma_from))
		return error;
	dma_to = dma_map_single(dev, to, size, DMA_FROM_DEVICE);
	if (dma_mapping_error(dev, dma_to))
		goto unmap_from;
	error = -ENODEV;
	if (copier_begin(copier)) {
		copier_start(copier, dma_from, dma_to, size);
		error = copier_wait(copier);
	}
	dma_unmap_single(dev, dma_to, size, DMA_FROM_DEVICE);
unmap_from:
	dma_unmap_single(dev, dma_from, size, DMA_TO_DEVICE);
	return error;
}

static int copier_copy(struct copier *copier __borrowed, const struct copier_job *job)
{
	void *from, *to;
	int error;

	if (!job->size || job->size > COPIER_MAX_SIZE || job->pad)
		return -EINVAL;
	from = memdup_user(u64_to_user_ptr(job->from), job->size);
	if (IS_ERR(from))
		return PTR_ERR(from);
	error = -ENOMEM;
	to = kzalloc(job->size, GFP_KERNEL);
	if (!to)
		goto free_from;
	mutex_lock(&copier->lock);
	error = copier_is_gone(copier) ? -ENODEV : copier_run(copier, from, to, job->size);
	mutex_unlock(&copier->lock);
	if (!error && copy_to_user(u64_to_user_ptr(job->to), to, job->size))
		error = -EFAULT;
	kfree(to);
free_from:
	kfree(from);
	return error;
}

/* --- files -------------------------------------------------------------------------------- */

static int copier_open(struct inode *inode __borrowed, struct file *file __borrowed)
{
	/* misc_deregister() waits for this function: the copier is there */
	struct copier *copier = container_of(file->private_data, struct copier, misc);

	kref_get(&copier->ref);
	file->private_data = copier;
	return nonseekable_open(inode, file);
}

static int copier_close(struct inode *inode __borrowed, struct file *file __borrowed)
{
	copier_put(file->private_data);
	return 0;
}

static long copier_ioctl(struct file *file __borrowed, unsigned int cmd, unsigned long arg)
{
	struct copier_job job;

	if (cmd != COPIER_IOC_COPY)
		return -ENOTTY;
	if (copy_from_user(&job, (void __user *)arg, sizeof(job)))
		return -EFAULT;
	return copier_copy(file->private_data, &job);
}

static const struct file_operations copier_fops = {
	.owner = THIS_MODULE,
	.open = copier_open,
	.release = copier_close,
	.unlocked_ioctl = copier_ioctl,
};

/* --- the device --------------------------------------------------------------------------- */

/* A copier whose reference is the device's. */
static struct copier *copier_new(struct pci_dev *pdev)
{
	struct copier *copier = kzalloc(sizeof(*copier), GFP_KERNEL);
	int error;

	if (!copier)
		return ERR_PTR(-ENOMEM);
	copier->id = ida_alloc(&copier_ids, GFP_KERNEL);
	if (copier->id < 0) {
		error = copier->id;
		kfree(copier);
		return ERR_PTR(error);
	}
	kref_init(&copier->ref);
	mutex_init(&copier->lock);
	spin_lock_init(&copier->gone_lock);
	init_completion(&copier->done);
	copier->pdev = pdev;
	snprintf(copier->name, sizeof(copier->name), "copier%d", copier->id);
	copier->misc.minor = MISC_DYNAMIC_MINOR;
	copier->misc.name = copier->name;
	copier->misc.fops = &copier_fops;
	copier->misc.parent = &pdev->dev;
	error = devm_add_action_or_reset(&pdev->dev, copier_put_action, copier);
	return error ? ERR_PTR(error) : copier;
}

static int copier_probe(struct pci_dev *pdev __borrowed, const struct pci_device_id *id)
{
	struct copier *copier = copier_new(pdev);
	int error;

	if (IS_ERR(copier))
		return PTR_ERR(copier);
	error = pcim_enable_device(pdev);
	if (error)
		return error;
	error = dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64));
	if (error)
		return error;
	copier->regs = pcim_iomap_region(pdev, 0, "copier");
	if (IS_ERR(copier->regs))
		return PTR_ERR(copier->regs);
	error = copier_request_irqs(copier);
	if (error)
		return error;
	pci_set_drvdata(pdev, copier);
	pci_set_master(pdev);
	/* from here on user space may come */
	error = misc_register(&copier->misc);
	if (error)
		pci_clear_master(pdev);
	return error;
}

/* No job runs: each holds the lock for as long as the device uses its memory. */
static void __locked_by(copier->lock)
	copier_stop(struct copier *copier __borrowed, struct pci_dev *pdev __borrowed)
{
	pci_clear_master(pdev);
}

static void copier_remove(struct pci_dev *pdev __borrowed)
{
	struct copier *copier = pci_get_drvdata(pdev);

	misc_deregister(&copier->misc);
	/* who waits for the device need not wait until the time is over */
	spin_lock(&copier->gone_lock);
	copier->gone = true;
	complete(&copier->done);
	spin_unlock(&copier->gone_lock);
	mutex_lock(&copier->lock);
	copier_stop(copier, pdev);
	mutex_unlock(&copier->lock);
}

static const struct pci_device_id copier_id_table[] = {
	{PCI_DEVICE(COPIER_VENDOR, COPIER_DEVICE)},
	{},
};
MODULE_DEVICE_TABLE(pci, copier_id_table);

static struct pci_driver copier_driver = {
	.name = "copier",
	.id_table = copier_id_table,
	.probe = copier_probe,
	.remove = copier_remove,
};
module_pci_driver(copier_driver);

MODULE_DESCRIPTION("Memory copier");
MODULE_LICENSE("Dual MIT/GPL");
