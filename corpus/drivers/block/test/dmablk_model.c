// SPDX-License-Identifier: MIT
/*
 * The device of dmablk.h, as a model behind its registers: memory is reached through the device's
 * address space only, so a command whose memory is not mapped, or no longer, fails and is counted.
 * Commands run on a thread of their own. A module: loaded before the driver, unloaded after it.
 */
#include "dmablk_model.h"

#include "../dmablk.h"

#include <drivers/iommu.h>
#include <drivers/mmio.h>
#include <linux/blk_types.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include <asm/byteorder.h>

#define IRQ 41

static unsigned int size_mb = 16;
module_param(size_mb, uint, 0444);
MODULE_PARM_DESC(size_mb, "size in MiB");

static unsigned int hang_every;
module_param(hang_every, uint, 0644);
MODULE_PARM_DESC(hang_every, "every n-th command hangs until a reset");

static unsigned int fatal_every;
module_param(fatal_every, uint, 0644);
MODULE_PARM_DESC(fatal_every, "every n-th command stops the device until a reset");

static unsigned int lose_irq_every;
module_param(lose_irq_every, uint, 0644);
MODULE_PARM_DESC(lose_irq_every, "every n-th command ends without an interrupt");

static unsigned int fail_every;
module_param(fail_every, uint, 0644);
MODULE_PARM_DESC(fail_every, "every n-th command has a medium error");

static bool broken;
module_param(broken, bool, 0644);
MODULE_PARM_DESC(broken, "the device never becomes ready");

struct model {
	spinlock_t lock; /* guards all of it; held while a command runs, so a reset waits for it */
	u32 enabled, fatal, irq_status, irq_enable, done, pending;
	u64 table;
	unsigned int issued;
	char *data;
	u64 size;
	struct work_struct work;
	struct platform_device *pdev;
	resource_size_t registers;
	struct dmablk_model_counts counts;
};

static struct model model;

static bool is_nth(unsigned int count, unsigned int n)
{
	return n && count % n == 0;
}

/* Over the segments of a read or write: whether all of them were there, and just enough. */
static bool move(const struct dmablk_desc *desc, bool to_disk, u64 offset, u64 left)
{
	struct device *dev = &model.pdev->dev;
	u32 i, count = le32_to_cpu(desc->nr_segments);

	if (count > DMABLK_MAX_SEGMENTS)
		return false;
	for (i = 0; i < count; i++) {
		dma_addr_t at = le64_to_cpu(desc->segments[i].address);
		u32 length = le32_to_cpu(desc->segments[i].length);
		int error;

		if (length > left || length > DMABLK_MAX_SEGMENT_SIZE)
			return false;
		error = to_disk ? kernel_device_read(dev, at, model.data + offset, length)
				: kernel_device_write(dev, at, model.data + offset, length);
		if (error) {
			model.counts.faults++;
			return false;
		}
		model.counts.segments++;
		offset += length;
		left -= length;
	}
	return !left;
}

static enum dmablk_result execute(const struct dmablk_desc *desc)
{
	u64 offset = le64_to_cpu(desc->sector) << SECTOR_SHIFT;
	u64 bytes = (u64)le32_to_cpu(desc->sectors) << SECTOR_SHIFT;
	u32 op = le32_to_cpu(desc->op);

	if (op == DMABLK_FLUSH)
		return DMABLK_OK;
	if (offset > model.size || bytes > model.size - offset)
		return DMABLK_BAD_COMMAND;
	if (is_nth(model.issued, READ_ONCE(fail_every)))
		return DMABLK_MEDIUM_ERROR;
	if (op == DMABLK_ZERO) {
		memset(model.data + offset, 0, bytes);
		return DMABLK_OK;
	}
	return op <= DMABLK_WRITE && move(desc, op == DMABLK_WRITE, offset, bytes)
		       ? DMABLK_OK
		       : DMABLK_BAD_COMMAND;
}

/* One command, with the lock held: the interrupts that it raises. */
static u32 run(unsigned int slot)
{
	dma_addr_t at = model.table + slot * sizeof(struct dmablk_desc);
	struct device *dev = &model.pdev->dev;
	struct dmablk_desc desc;
	__le32 result;

	model.issued++;
	if (is_nth(model.issued, READ_ONCE(fatal_every))) {
		model.fatal = DMABLK_STATUS_FATAL;
		return DMABLK_IRQ_FATAL;
	}
	if (is_nth(model.issued, READ_ONCE(hang_every)))
		return 0;
	if (kernel_device_read(dev, at, &desc, sizeof(desc))) {
		model.counts.faults++;
		return 0;
	}
	result = cpu_to_le32(execute(&desc));
	if (kernel_device_write(dev, at + offsetof(struct dmablk_desc, result), &result,
				sizeof(result)))
		model.counts.faults++;
	model.done |= BIT(slot);
	model.counts.commands++;
	return is_nth(model.issued, READ_ONCE(lose_irq_every)) ? 0 : DMABLK_IRQ_DONE;
}

static void work(struct work_struct *unused)
{
	bool more = true, raise;

	while (more) {
		spin_lock(&model.lock);
		more = model.enabled && !model.fatal && model.pending;
		if (more) {
			unsigned int slot = __builtin_ctz(model.pending);

			model.pending &= ~BIT(slot);
			model.irq_status |= run(slot);
		}
		raise = model.irq_status & model.irq_enable;
		spin_unlock(&model.lock);
		if (raise)
			irq_inject_interrupt(IRQ);
	}
}

static void control(u32 value)
{
	if (value & DMABLK_CONTROL_RESET) {
		model.enabled = model.fatal = model.irq_status = model.done = model.pending = 0;
		model.table = 0;
		model.counts.resets++;
	}
	if (value & DMABLK_CONTROL_ENABLE)
		model.enabled = !READ_ONCE(broken);
}

static u64 read_register(void *unused, u64 offset, unsigned int size)
{
	u64 value = 0;

	spin_lock(&model.lock);
	switch (offset) {
	case DMABLK_ID:
		value = DMABLK_ID_VALUE;
		break;
	case DMABLK_CAPACITY:
		value = model.size >> SECTOR_SHIFT;
		break;
	case DMABLK_STATUS:
		value = (model.enabled ? DMABLK_STATUS_READY : 0) | model.fatal;
		break;
	case DMABLK_IRQ_STATUS:
		value = model.irq_status;
		break;
	case DMABLK_DONE:
		value = model.done;
		break;
	}
	spin_unlock(&model.lock);
	return value;
}

static void write_register(void *unused, u64 offset, unsigned int size, u64 value)
{
	spin_lock(&model.lock);
	switch (offset) {
	case DMABLK_CONTROL:
		control(value);
		break;
	case DMABLK_IRQ_STATUS:
		model.irq_status &= ~value;
		break;
	case DMABLK_IRQ_ENABLE:
		model.irq_enable = value;
		break;
	case DMABLK_TABLE:
		model.table = value;
		break;
	case DMABLK_DONE:
		model.done &= ~value;
		break;
	case DMABLK_DOORBELL:
		if (value < DMABLK_SLOTS)
			model.pending |= BIT(value);
		break;
	}
	spin_unlock(&model.lock);
	if (offset == DMABLK_DOORBELL)
		schedule_work(&model.work);
}

static const struct kernel_mmio_ops register_ops = {read_register, write_register};

struct dmablk_model_counts dmablk_model_counts(void)
{
	struct dmablk_model_counts counts;

	spin_lock(&model.lock);
	counts = model.counts;
	spin_unlock(&model.lock);
	return counts;
}

int dmablk_model_plug(void)
{
	struct resource resources[] = {DEFINE_RES_MEM(model.registers, DMABLK_REGISTERS),
				       DEFINE_RES_IRQ(IRQ)};
	struct platform_device *pdev;
	struct platform_device_info info = {.name = "dmablk",
					    .id = PLATFORM_DEVID_NONE,
					    .res = resources,
					    .num_res = 2,
					    .dma_mask = DMA_BIT_MASK(64)};

	pdev = platform_device_register_full(&info);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	model.pdev = pdev;
	return 0;
}

void dmablk_model_unplug(void)
{
	platform_device_unregister(model.pdev);
	cancel_work_sync(&model.work);
	model.pdev = NULL;
}

static int __init model_init(void)
{
	int error = -ENOMEM;

	memset(&model, 0, sizeof(model));
	spin_lock_init(&model.lock);
	INIT_WORK(&model.work, work);
	model.size = (u64)size_mb << 20;
	model.data = vzalloc(model.size);
	if (!model.data)
		return error;
	model.registers = kernel_mmio_add(DMABLK_REGISTERS, &register_ops, &model);
	if (!model.registers)
		goto free_data;
	error = dmablk_model_plug();
	if (error)
		goto remove;
	return 0;

remove:
	kernel_mmio_remove(model.registers);
free_data:
	vfree(model.data);
	return error;
}

/* A fault is a mistake of the driver: it gave memory away that the device still used. */
static void __exit model_exit(void)
{
	if (model.pdev)
		dmablk_model_unplug();
	kernel_mmio_remove(model.registers);
	vfree(model.data);
	pr_info("dmablk model: %u commands, %u segments, %u resets, %u faults\n",
		model.counts.commands, model.counts.segments, model.counts.resets,
		model.counts.faults);
}

module_init(model_init);
module_exit(model_exit);
