// SPDX-License-Identifier: MIT
/* Platform and PCI devices with models behind their registers; hot unplug. */
#include "checked.h"
#include "harness.h"
#include "threads.h"

#include <drivers/mmio.h>
#include <drivers/pci/model.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/of.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/pm_runtime.h>
#include <linux/string.h>

/* --- registers ---------------------------------------------------------------------------- */

struct counter_model {
	atomic_t reads, writes;
	u64 last;
};

static u64 counter_read(void *model, u64 offset, unsigned int size)
{
	struct counter_model *counter = model;

	atomic_inc(&counter->reads);
	return offset << 8 | size;
}

static void counter_write(void *model, u64 offset, unsigned int size, u64 value)
{
	struct counter_model *counter = model;

	atomic_inc(&counter->writes);
	WRITE_ONCE(counter->last, offset << 32 | value);
}

static const struct kernel_mmio_ops counter_ops = {counter_read, counter_write};

TEST(registers)
{
	struct counter_model model = {0};
	resource_size_t at = kernel_mmio_add(0x1000, &counter_ops, &model);
	void __iomem *regs = ioremap(at, 0x1000), *part = ioremap(at + 0x100, 0x10);

	CHECK(regs && part && regs != part);
	CHECK(!ioremap(at + 0x800, 0x1000));
	CHECK_EQ(readl(regs + 0x20), 0x2004);
	CHECK_EQ(readb(part + 8), (u8)0x10801);
	CHECK_EQ(readw(part + 8), (u16)0x10802);
	writel(7, regs + 0x30);
	CHECK_EQ(model.last, 0x30ULL << 32 | 7);
	CHECK_EQ(atomic_read(&model.reads), 3);
	kernel_mmio_unplug(at);
	CHECK_EQ(readl(regs), ~0U);
	writel(8, regs);
	CHECK_EQ(atomic_read(&model.writes), 1);
	kernel_mmio_remove(at); /* while it is mapped */
	CHECK_EQ(readw(part), 0xffff);
	iounmap(part);
	iounmap(regs);
	CHECK(!ioremap(at, 4));
}

TEST(device_memory)
{
	resource_size_t at = kernel_mmio_add(0x2000, NULL, NULL);
	char text[32] = "through the BAR", back[32];
	void __iomem *p = ioremap(at, 0x2000);
	char *memory = kernel_mmio_memory(at);

	memcpy_toio(p + 0x1000, text, sizeof(text));
	CHECK(!memcmp(memory + 0x1000, text, sizeof(text)));
	memcpy_fromio(back, p + 0x1000, sizeof(back));
	CHECK(!memcmp(back, text, sizeof(back)));
	memset_io(p, 0x5a, 16);
	CHECK_EQ(readl(p + 12), 0x5a5a5a5a);
	writeq(0x1122334455667788, p + 8);
	CHECK_EQ(memory[8], (char)0x88);
	iounmap(p);
	kernel_mmio_remove(at);
}

TEST(regions_are_exclusive)
{
	CHECK(request_mem_region(0x1000, 0x100, "a"));
	CHECK(!request_mem_region(0x10ff, 0x100, "b"));
	CHECK(request_mem_region(0x1100, 0x100, "b"));
	release_mem_region(0x1000, 0x100);
	release_mem_region(0x1100, 0x100);
}

TRAP(register_after_unmap, "iomap-use-after-unmap")
{
	resource_size_t at = kernel_mmio_add(0x1000, NULL, NULL);
	void __iomem *regs = ioremap(at, 0x1000);

	iounmap(regs);
	readl(regs);
}

TRAP(mapping_left, "iomap-leak")
{
	CHECK(ioremap(kernel_mmio_add(0x1000, NULL, NULL), 4));
	checked_teardown();
}

TRAP(region_left, "mem-region-left")
{
	CHECK(request_mem_region(0x1000, 0x100, "a"));
	checked_teardown();
}

/* --- platform ----------------------------------------------------------------------------- */

static int bad_choice; /* which mistake a driver makes */
static struct completion seen;

struct unit {
	void __iomem *regs;
	int irq;
};

static irqreturn_t unit_irq(int irq, void *data)
{
	struct unit *unit = data;

	writel(irq, unit->regs + 4);
	complete(&seen);
	return IRQ_HANDLED;
}

static int unit_probe(struct platform_device *pdev)
{
	struct unit *unit = devm_kzalloc(&pdev->dev, sizeof(*unit), GFP_KERNEL);

	if (!unit)
		return -ENOMEM;
	unit->regs = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(unit->regs))
		return PTR_ERR(unit->regs);
	unit->irq = platform_get_irq(pdev, 0);
	if (unit->irq < 0)
		return unit->irq;
	platform_set_drvdata(pdev, unit);
	return devm_request_irq(&pdev->dev, unit->irq, unit_irq, 0, "unit", unit);
}

static void unit_remove(struct platform_device *pdev)
{
	struct unit *unit = platform_get_drvdata(pdev);

	writel(0xdead, unit->regs + 8);
}

static const struct platform_device_id unit_ids[] = {{"unit-a", 1}, {"unit-b", 2}, {}};
MODULE_DEVICE_TABLE(platform, unit_ids);
static const int match_data = 77;
static const struct of_device_id unit_of[] = {{.compatible = "maker,unit", .data = &match_data},
					      {}};
MODULE_DEVICE_TABLE(of, unit_of);

static struct platform_driver unit_driver = {
	.probe = unit_probe,
	.remove = unit_remove,
	.driver = {.name = "unit", .of_match_table = unit_of},
	.id_table = unit_ids,
};

#define SHARED_IRQ 31

static struct platform_device *unit_add(const char *name, resource_size_t at, int irq)
{
	struct resource res[] = {DEFINE_RES_MEM(at, 0x1000), DEFINE_RES_IRQ(irq)};
	struct platform_device *pdev;

	if (irq == SHARED_IRQ)
		res[1].flags |= IORESOURCE_IRQ_SHAREABLE;
	pdev = platform_device_register_simple(name, 3, res, 2);
	CHECK(!IS_ERR(pdev));
	return pdev;
}

TEST(platform_device)
{
	struct counter_model model = {0};
	resource_size_t at = kernel_mmio_add(0x1000, &counter_ops, &model);
	struct platform_device *pdev;

	init_completion(&seen);
	CHECK_EQ(platform_driver_register(&unit_driver), 0);
	pdev = unit_add("unit-b", at, 30);
	CHECK(!strcmp(dev_name(&pdev->dev), "unit-b.3"));
	CHECK(device_is_bound(&pdev->dev));
	CHECK_EQ(platform_get_device_id(pdev)->driver_data, 2);
	CHECK_EQ(platform_irq_count(pdev), 1);
	CHECK_EQ(irq_inject_interrupt(30), 0);
	wait_for_completion(&seen);
	CHECK_EQ(model.last, 4ULL << 32 | 30);
	/* its registers are taken */
	CHECK(!request_mem_region(at, 4, "other"));
	platform_device_unregister(pdev);
	CHECK_EQ(model.last, 8ULL << 32 | 0xdead);
	/* and free again, as its interrupt */
	pdev = unit_add("unit-a", at, 30);
	platform_driver_unregister(&unit_driver);
	CHECK(!pdev->dev.driver);
	platform_device_unregister(pdev);
	kernel_mmio_remove(at);
}

TEST(platform_probe_undone)
{
	resource_size_t at = kernel_mmio_add(0x1000, NULL, NULL);
	struct platform_device *pdev;

	/* someone has its interrupt */
	CHECK_EQ(request_irq(SHARED_IRQ, unit_irq, 0, "other", &seen), 0);
	CHECK_EQ(platform_driver_register(&unit_driver), 0);
	pdev = unit_add("unit-a", at, SHARED_IRQ);
	CHECK(!pdev->dev.driver);
	CHECK(request_mem_region(at, 0x1000, "free again"));
	release_mem_region(at, 0x1000);
	free_irq(SHARED_IRQ, &seen);
	platform_device_unregister(pdev);
	platform_driver_unregister(&unit_driver);
	kernel_mmio_remove(at);
}

TEST(platform_by_compatible_string)
{
	static struct device_node node = {.name = "unit", .compatible = "maker,unit"};
	struct platform_device *pdev = platform_device_alloc("other", PLATFORM_DEVID_AUTO);

	pdev->dev.of_node = &node;
	CHECK_EQ(platform_device_add(pdev), 0);
	CHECK(strstr(dev_name(&pdev->dev), ".auto"));
	CHECK(of_match_device(unit_of, &pdev->dev) == &unit_of[0]);
	CHECK_EQ(platform_driver_register(&unit_driver), 0);
	CHECK(!pdev->dev.driver); /* matched, but it has no registers */
	platform_driver_unregister(&unit_driver);
	platform_device_unregister(pdev);
}

enum { LEAVE_IRQ = 1, LEAVE_PM, LEAVE_USAGE };

static int careless_probe(struct platform_device *pdev)
{
	int error;

	switch (bad_choice) {
	case LEAVE_IRQ:
		error = request_irq(platform_get_irq(pdev, 0), unit_irq, 0, "left", pdev);
		break;
	case LEAVE_PM:
		pm_runtime_enable(&pdev->dev);
		error = 0;
		break;
	default:
		pm_runtime_get_noresume(&pdev->dev);
		error = -ENODEV;
		break;
	}
	return error;
}

static void careless_remove(struct platform_device *pdev)
{
}

static struct platform_driver careless_driver = {
	.probe = careless_probe,
	.remove = careless_remove,
	.driver = {.name = "careless"},
};

static void careless(int choice)
{
	struct resource irq = DEFINE_RES_IRQ(32);
	struct platform_device *pdev;

	bad_choice = choice;
	CHECK_EQ(platform_driver_register(&careless_driver), 0);
	pdev = platform_device_register_simple("careless", -1, &irq, 1);
	platform_device_unregister(pdev);
}

TRAP(irq_left, "irq-left-at-detach")
{
	careless(LEAVE_IRQ);
}

TRAP(pm_left_enabled, "pm-runtime-left-enabled")
{
	careless(LEAVE_PM);
}

TRAP(pm_usage_left_by_probe, "pm-runtime-usage-left")
{
	careless(LEAVE_USAGE);
}

static const struct platform_device_id endless[] = {{"one", 1}, {"two", 2}};
MODULE_DEVICE_TABLE(platform, endless);

TRAP(table_without_end, "table-without-end")
{
	static struct platform_driver driver = {
		.probe = unit_probe, .driver = {.name = "endless"}, .id_table = endless};

	CHECK_EQ(platform_driver_register(&driver), 0);
}

/* --- PCI ---------------------------------------------------------------------------------- */

struct card {
	void __iomem *regs, *window;
	atomic_t interrupts[4];
	struct pci_dev *pdev;
};

static irqreturn_t card_irq(int irq, void *data)
{
	atomic_inc((atomic_t *)data);
	complete(&seen);
	return IRQ_HANDLED;
}

static int card_irqs(struct card *card)
{
	int i, error, count = pci_alloc_irq_vectors(card->pdev, 1, 4, PCI_IRQ_ALL_TYPES);

	if (count < 0)
		return count;
	for (i = 0; i < count; i++) {
		error = devm_request_irq(&card->pdev->dev, pci_irq_vector(card->pdev, i), card_irq,
					 0, "card", &card->interrupts[i]);
		if (error)
			return error;
	}
	return count;
}

static int card_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct card *card = devm_kzalloc(&pdev->dev, sizeof(*card), GFP_KERNEL);
	int error;

	if (!card)
		return -ENOMEM;
	card->pdev = pdev;
	error = pcim_enable_device(pdev);
	if (error)
		return error;
	error = pcim_iomap_regions(pdev, BIT(0) | BIT(2), "card");
	if (error)
		return error;
	card->regs = pcim_iomap_table(pdev)[0];
	card->window = pcim_iomap_table(pdev)[2];
	error = card_irqs(card);
	if (error < 0)
		return error;
	pci_set_master(pdev);
	pci_set_drvdata(pdev, card);
	return id->driver_data == 5 ? 0 : -EINVAL;
}

static void card_remove(struct pci_dev *pdev)
{
	struct card *card = pci_get_drvdata(pdev);

	writel(0, card->regs);
	pci_clear_master(pdev);
}

static const struct pci_device_id card_ids[] = {
	{PCI_DEVICE(0x1b36, 0x0042), .driver_data = 5},
	{PCI_DEVICE_CLASS(0x038000, 0xffff00), .driver_data = 6},
	{},
};
MODULE_DEVICE_TABLE(pci, card_ids);

static struct pci_driver card_driver = {
	.name = "card", .id_table = card_ids, .probe = card_probe, .remove = card_remove};

static const struct kernel_pci_function card_function = {
	.vendor = 0x1b36,
	.device = 0x0042,
	.class = 0xff0000,
	.revision = 9,
	.vectors = 3,
	.bars = {[0] = {.size = 0x1000, .ops = &counter_ops}, [2] = {.size = 0x4000}},
};

static struct pci_dev *card_plug(struct counter_model *model)
{
	struct pci_dev *pdev = kernel_pci_new(&card_function, model);

	CHECK(pdev);
	CHECK_EQ(kernel_pci_plug(pdev), 0);
	return pdev;
}

TEST(pci_device)
{
	struct counter_model model = {0};
	struct pci_dev *pdev, *found;
	struct card *card;
	u16 vendor;
	u32 class;

	init_completion(&seen);
	CHECK_EQ(pci_register_driver(&card_driver), 0);
	pdev = card_plug(&model);
	CHECK(device_is_bound(&pdev->dev));
	card = pci_get_drvdata(pdev);
	CHECK_EQ(readl(card->regs + 0x10), 0x1004);
	writel(3, card->window + 0x3ffc);
	CHECK_EQ(*((u32 *)kernel_mmio_memory(pci_resource_start(pdev, 2)) + 0xfff), 3);
	CHECK_EQ(pci_resource_len(pdev, 2), 0x4000);
	CHECK_EQ(pci_resource_len(pdev, 1), 0);
	CHECK_EQ(pci_read_config_word(pdev, PCI_VENDOR_ID, &vendor), 0);
	CHECK_EQ(pci_read_config_dword(pdev, PCI_CLASS_REVISION, &class), 0);
	CHECK_EQ(vendor, 0x1b36);
	CHECK_EQ(class, 0xff000009);
	CHECK(kernel_pci_interrupt(pdev, 2));
	wait_for_completion(&seen);
	CHECK_EQ(atomic_read(&card->interrupts[2]), 1);
	CHECK(!kernel_pci_interrupt(pdev, 3));
	found = pci_get_device(0x1b36, PCI_ANY_ID, NULL);
	CHECK(found == pdev);
	CHECK(!pci_get_device(0x1b36, PCI_ANY_ID, found));
	kernel_pci_eject(pdev);
	CHECK_EQ(model.last, 0);
	CHECK_EQ(atomic_read(&model.writes), 1);
	pci_unregister_driver(&card_driver);
}

TEST(pci_device_that_is_not_enabled)
{
	struct counter_model model = {0};
	struct pci_dev *pdev = card_plug(&model);
	void __iomem *regs = pci_iomap(pdev, 0, 0);
	char byte;

	CHECK_EQ(readl(regs), ~0U);
	CHECK_EQ(pci_enable_device(pdev), 0);
	CHECK_EQ(readl(regs + 4), 0x404);
	CHECK_EQ(pci_enable_device(pdev), 0);
	CHECK_EQ(kernel_pci_read(pdev, 0x10000, &byte, 1), -EPERM);
	pci_set_master(pdev);
	CHECK_EQ(kernel_pci_read(pdev, 0x10000, &byte, 1), -EFAULT);
	pci_disable_device(pdev);
	CHECK(pci_is_enabled(pdev));
	pci_disable_device(pdev);
	CHECK(!pci_is_enabled(pdev));
	CHECK_EQ(kernel_pci_read(pdev, 0x10000, &byte, 1), -EPERM);
	pci_iounmap(pdev, regs);
	kernel_pci_eject(pdev);
}

TEST(pci_dma)
{
	struct counter_model model = {0};
	struct pci_dev *pdev = card_plug(&model);
	char *buffer = kzalloc(4096, GFP_KERNEL), got[6];
	dma_addr_t at;

	CHECK_EQ(dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(64)), 0);
	CHECK_EQ(pci_enable_device(pdev), 0);
	pci_set_master(pdev);
	strcpy(buffer, "hello");
	at = dma_map_single(&pdev->dev, buffer, 4096, DMA_BIDIRECTIONAL);
	CHECK(!dma_mapping_error(&pdev->dev, at));
	CHECK_EQ(kernel_pci_read(pdev, at, got, 6), 0);
	CHECK(!strcmp(got, "hello"));
	CHECK_EQ(kernel_pci_write(pdev, at + 1, "a", 1), 0);
	dma_unmap_single(&pdev->dev, at, 4096, DMA_BIDIRECTIONAL);
	CHECK(!strcmp(buffer, "hallo"));
	pci_disable_device(pdev);
	kernel_pci_eject(pdev);
	kfree(buffer);
}

TEST(pci_line_and_vectors)
{
	struct counter_model model = {0};
	struct pci_dev *pdev = card_plug(&model);
	atomic_t count = ATOMIC_INIT(0);

	init_completion(&seen);
	CHECK_EQ(pci_alloc_irq_vectors(pdev, 4, 8, PCI_IRQ_ALL_TYPES), -ENOSPC);
	CHECK_EQ(pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_INTX), 1);
	CHECK_EQ(pci_request_irq(pdev, 0, card_irq, NULL, &count, "card %d", 1), 0);
	CHECK(kernel_pci_interrupt(pdev, 0));
	wait_for_completion(&seen);
	pci_free_irq(pdev, 0, &count);
	CHECK_EQ(pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI), 1);
	CHECK(pdev->msi_enabled && pci_irq_vector(pdev, 0) != (int)pdev->irq);
	CHECK_EQ(pci_irq_vector(pdev, 1), -EINVAL);
	CHECK(!kernel_pci_interrupt(pdev, 0)); /* no bus master: no message */
	pci_free_irq_vectors(pdev);
	CHECK_EQ(atomic_read(&count), 1);
	kernel_pci_eject(pdev);
}

/* --- hot unplug --------------------------------------------------------------------------- */

TEST(pulled_out)
{
	struct counter_model model = {0};
	struct pci_dev *pdev;

	CHECK_EQ(pci_register_driver(&card_driver), 0);
	pdev = card_plug(&model);
	pci_dev_get(pdev);
	kernel_pci_pull(pdev);
	CHECK_EQ(atomic_read(&model.writes), 0); /* remove()'s is lost */
	CHECK(!pci_device_is_present(pdev) && !pdev->dev.driver);
	CHECK_EQ(pci_enable_device(pdev), -ENODEV);
	pci_dev_put(pdev);
	pci_unregister_driver(&card_driver);
}

static bool stop;

static int raise_interrupts(void *data)
{
	while (!READ_ONCE(stop)) {
		kernel_pci_interrupt(data, test_random() % 3);
		yield();
	}
	return 0;
}

TEST(pulled_out_in_full_swing)
{
	int i;

	init_completion(&seen);
	CHECK_EQ(pci_register_driver(&card_driver), 0);
	for (i = 0; i < 30; i++) {
		struct counter_model model = {0};
		struct pci_dev *pdev = kernel_pci_new(&card_function, &model);
		struct task_struct *thread;

		CHECK(pdev);
		pci_dev_get(pdev);
		WRITE_ONCE(stop, false);
		thread = thread_start(raise_interrupts, pdev);
		CHECK_EQ(kernel_pci_plug(pdev), 0);
		CHECK(device_is_bound(&pdev->dev));
		usleep_range(100, 2000);
		if (i % 2)
			kernel_pci_pull(pdev);
		else
			kernel_pci_eject(pdev);
		WRITE_ONCE(stop, true);
		thread_end(thread);
		pci_dev_put(pdev);
	}
	pci_unregister_driver(&card_driver);
}

/* --- rules of PCI ------------------------------------------------------------------------- */

enum { LEAVE_ENABLED = 1, LEAVE_REGIONS, LEAVE_VECTORS, LEAVE_HANDLER };

static int messy_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	int error = 0;

	if (bad_choice == LEAVE_ENABLED)
		error = pci_enable_device(pdev);
	else if (bad_choice == LEAVE_REGIONS)
		error = pci_request_regions(pdev, "messy");
	else
		pci_alloc_irq_vectors(pdev, 1, 2, PCI_IRQ_MSIX);
	if (bad_choice == LEAVE_HANDLER)
		error = request_irq(pci_irq_vector(pdev, 0), card_irq, 0, "messy", pdev);
	return error;
}

static void messy_remove(struct pci_dev *pdev)
{
	if (bad_choice == LEAVE_HANDLER)
		pci_free_irq_vectors(pdev);
}

static struct pci_driver messy_driver = {
	.name = "messy", .id_table = card_ids, .probe = messy_probe, .remove = messy_remove};

static void messy(int choice)
{
	static struct counter_model model;

	bad_choice = choice;
	CHECK_EQ(pci_register_driver(&messy_driver), 0);
	kernel_pci_eject(card_plug(&model));
}

TRAP(pci_left_enabled, "pci-left-enabled")
{
	messy(LEAVE_ENABLED);
}

TRAP(pci_regions_left, "pci-regions-left")
{
	messy(LEAVE_REGIONS);
}

TRAP(pci_vectors_left, "pci-irq-vectors-left")
{
	messy(LEAVE_VECTORS);
}

TRAP(pci_vectors_freed_in_use, "irq-left-at-detach")
{
	messy(LEAVE_HANDLER);
}
