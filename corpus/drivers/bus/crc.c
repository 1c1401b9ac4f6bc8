// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A driver for a CRC-32 engine on the platform bus.
 *
 * The engine has a window of 4 KiB for data, and some registers. The CPU fills the window, sets
 * length and seed, and starts it; an interrupt tells that the result is there. User space writes
 * data to /dev/crcN and reads the checksum of all that it has written.
 *
 * Lifetimes: a unit is counted. The device has one reference, by a devm action, and each open file
 * has one. The registers and the interrupt belong to the device, so a file may outlive them:
 * crc_unit.dev, under crc_unit.lock, says whether they are there. The action that drops the
 * device's reference is added before the interrupt is requested, and so runs after the interrupt is
 * freed, whose handler uses the unit.
 */
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "custody.h"
#include "crc.h"

struct crc_unit {
	struct kref ref;
	struct mutex lock; /* guards dev and the engine */
	struct device *dev __locked_by(lock); /* NULL once it is gone */
	void __iomem *regs;
	struct completion done;
	u32 status; /* of the last interrupt; read after done */
	int id;
	char name[16];
	struct miscdevice misc;
};

struct crc_file {
	struct crc_unit *unit;
	struct mutex lock; /* guards crc */
	u32 crc;
};

static DEFINE_IDA(crc_ids);

static void crc_release(struct kref *ref __owned)
{
	struct crc_unit *unit = container_of(ref, struct crc_unit, ref);

	ida_free(&crc_ids, unit->id);
	mutex_destroy(&unit->lock);
	kfree(unit);
}

static void crc_put(struct crc_unit *unit)
{
	kref_put(&unit->ref, crc_release);
}

static void crc_put_action(void *unit)
{
	crc_put(unit);
}

static irqreturn_t crc_interrupt(int irq, void *data)
{
	struct crc_unit *unit = data;
	u32 status = readl(unit->regs + CRC_STATUS);

	if (!(status & (CRC_STATUS_DONE | CRC_STATUS_ERROR)))
		return IRQ_NONE;
	writel(status, unit->regs + CRC_STATUS);
	unit->status = status;
	complete(&unit->done);
	return IRQ_HANDLED;
}

/* With the unit's lock held, and the device active. */
static int crc_run(struct crc_unit *unit __borrowed, const void *data, size_t size, u32 *crc)
{
	reinit_completion(&unit->done);
	memcpy_toio(unit->regs + CRC_WINDOW, data, size);
	writel(size, unit->regs + CRC_LENGTH);
	writel(*crc, unit->regs + CRC_SEED);
	writel(CRC_CONTROL_START, unit->regs + CRC_CONTROL);
	if (!wait_for_completion_timeout(&unit->done, msecs_to_jiffies(CRC_TIMEOUT_MS))) {
		writel(CRC_CONTROL_RESET, unit->regs + CRC_CONTROL);
		return -ETIMEDOUT;
	}
	if (unit->status & CRC_STATUS_ERROR)
		return -EIO;
	*crc = readl(unit->regs + CRC_RESULT);
	return 0;
}

static int crc_update(struct crc_unit *unit __borrowed, const void *data, size_t size, u32 *crc)
{
	int error = -ENODEV;

	mutex_lock(&unit->lock);
	if (!unit->dev)
		goto unlock;
	error = pm_runtime_resume_and_get(unit->dev);
	if (error)
		goto unlock;
	error = crc_run(unit, data, size, crc);
	pm_runtime_mark_last_busy(unit->dev);
	pm_runtime_put_autosuspend(unit->dev);
unlock:
	mutex_unlock(&unit->lock);
	return error;
}

static int crc_open(struct inode *inode __borrowed, struct file *file __borrowed)
{
	/* misc_deregister() waits for this function: the unit is there */
	struct crc_unit *unit = container_of(file->private_data, struct crc_unit, misc);
	struct crc_file *crc_file = kzalloc(sizeof(*crc_file), GFP_KERNEL);

	if (!crc_file)
		return -ENOMEM;
	mutex_init(&crc_file->lock);
	kref_get(&unit->ref);
	crc_file->unit = unit;
	file->private_data = crc_file;
	return nonseekable_open(inode, file);
}

static int crc_close(struct inode *inode __borrowed, struct file *file __borrowed)
{
	struct crc_file *crc_file = file->private_data;

	crc_put(crc_file->unit);
	mutex_destroy(&crc_file->lock);
	kfree(crc_file);
	return 0;
}

static ssize_t crc_write(struct file *file __borrowed, const char __user *from, size_t size,
			 loff_t *pos)
{
	struct crc_file *crc_file = file->private_data;
	void *data;
	int error;

	size = min_t(size_t, size, CRC_WINDOW_SIZE);
	if (!size)
		return 0;
	data = memdup_user(from, size);
	if (IS_ERR(data))
		return PTR_ERR(data);
	mutex_lock(&crc_file->lock);
	error = crc_update(crc_file->unit, data, size, &crc_file->crc);
	mutex_unlock(&crc_file->lock);
	kfree(data);
	return error ? error : size;
}

static ssize_t crc_read(struct file *file __borrowed, char __user *to, size_t size, loff_t *pos)
{
	struct crc_file *crc_file = file->private_data;
	u32 crc;

	if (size < sizeof(crc))
		return -EINVAL;
	mutex_lock(&crc_file->lock);
	crc = crc_file->crc;
	mutex_unlock(&crc_file->lock);
	if (copy_to_user(to, &crc, sizeof(crc)))
		return -EFAULT;
	return sizeof(crc);
}

static const struct file_operations crc_fops = {
	.owner = THIS_MODULE,
	.open = crc_open,
	.release = crc_close,
	.read = crc_read,
	.write = crc_write,
};

static int crc_runtime_suspend(struct device *dev __borrowed)
{
	struct crc_unit *unit = dev_get_drvdata(dev);

	writel(CRC_CONTROL_SLEEP, unit->regs + CRC_CONTROL);
	return 0;
}

static int crc_runtime_resume(struct device *dev __borrowed)
{
	struct crc_unit *unit = dev_get_drvdata(dev);

	writel(CRC_CONTROL_RESET, unit->regs + CRC_CONTROL);
	return 0;
}

static DEFINE_RUNTIME_DEV_PM_OPS(crc_pm_ops, crc_runtime_suspend, crc_runtime_resume, NULL);

/* A unit whose reference is the device's. */
static struct crc_unit *crc_new(struct device *dev __borrowed)
{
	struct crc_unit *unit = kzalloc(sizeof(*unit), GFP_KERNEL);
	int error;

	if (!unit)
		return ERR_PTR(-ENOMEM);
	unit->id = ida_alloc(&crc_ids, GFP_KERNEL);
	if (unit->id < 0) {
		error = unit->id;
		kfree(unit);
		return ERR_PTR(error);
	}
	kref_init(&unit->ref);
	mutex_init(&unit->lock);
	init_completion(&unit->done);
	unit->dev = dev;
	snprintf(unit->name, sizeof(unit->name), "crc%d", unit->id);
	unit->misc.minor = MISC_DYNAMIC_MINOR;
	unit->misc.name = unit->name;
	unit->misc.fops = &crc_fops;
	unit->misc.parent = dev;
	error = devm_add_action_or_reset(dev, crc_put_action, unit);
	return error ? ERR_PTR(error) : unit;
}

static int crc_probe(struct platform_device *pdev __borrowed)
{
	struct device *dev = &pdev->dev;
	struct crc_unit *unit = crc_new(dev);
	int irq, error;

	if (IS_ERR(unit))
		return PTR_ERR(unit);
	unit->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(unit->regs))
		return PTR_ERR(unit->regs);
	if (readl(unit->regs + CRC_ID) != CRC_ID_VALUE)
		return dev_err_probe(dev, -ENODEV, "there is no CRC engine\n");
	irq = platform_get_irq(pdev, 0);
	if (irq < 0)
		return irq;
	error = devm_request_irq(dev, irq, crc_interrupt, 0, dev_name(dev), unit);
	if (error)
		return dev_err_probe(dev, error, "can't request interrupt\n");
	platform_set_drvdata(pdev, unit);
	error = devm_pm_runtime_enable(dev);
	if (error)
		return error;
	/* from here on user space may come */
	return misc_register(&unit->misc);
}

static void crc_remove(struct platform_device *pdev __borrowed)
{
	struct crc_unit *unit = platform_get_drvdata(pdev);

	misc_deregister(&unit->misc);
	mutex_lock(&unit->lock);
	unit->dev = NULL;
	mutex_unlock(&unit->lock);
}

static const struct platform_device_id crc_id_table[] = {
	{.name = "crc-engine"},
	{},
};
MODULE_DEVICE_TABLE(platform, crc_id_table);

static struct platform_driver crc_driver = {
	.probe = crc_probe,
	.remove = crc_remove,
	.driver = {.name = "crc", .pm = pm_ptr(&crc_pm_ops)},
	.id_table = crc_id_table,
};
module_platform_driver(crc_driver);

MODULE_DESCRIPTION("CRC-32 engine");
MODULE_LICENSE("Dual MIT/GPL");
