/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/dma-mapping.h>
#include <linux/slab.h>

struct platform_device {
	struct device *dev;
};
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	void (*remove)(struct platform_device *pdev);
};
int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);
int platform_get_irq(struct platform_device *pdev, unsigned int index);
int devm_add_action(struct device *dev, void (*action)(void *data), void *data);

struct tea {
	struct blk_mq_tag_set set;
	int irq;
};
static struct tea tea;

static int tea_probe_bad(struct platform_device *pdev)
{
	int error = blk_mq_alloc_tag_set(&tea.set);

	if (error)
		return error;
	tea.irq = platform_get_irq(pdev, 0);
	if (tea.irq < 0)
// CHECK: left-by-failed-start.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tea.set' is still allocated, by blk_mq_alloc_tag_set(), though this function fails: what undoes it runs only after success [custody-left-by-failed-start]
		return tea.irq;
	return 0;
}

static void tea_remove(struct platform_device *pdev)
{
	blk_mq_free_tag_set(&tea.set);
}

struct platform_driver tea_driver = {
	.probe = tea_probe_bad,
	.remove = tea_remove,
};

static int pot_probe_ok(struct platform_device *pdev)
{
	int error = blk_mq_alloc_tag_set(&tea.set);

	if (error)
		return error;
	tea.irq = platform_get_irq(pdev, 0);
	if (tea.irq < 0) {
		blk_mq_free_tag_set(&tea.set);
		return tea.irq;
	}
	return 0;
}

struct platform_driver pot_driver = {
	.probe = pot_probe_ok,
	.remove = tea_remove,
};

/* It has done what it is there for, and lets others have the device. */
static int quirk_probe_ok(struct platform_device *pdev)
{
	if (blk_mq_alloc_tag_set(&tea.set))
		return -12;
	return -19;
}

struct platform_driver quirk_driver = {
	.probe = quirk_probe_ok,
	.remove = tea_remove,
};

/* No probe function: its callers may undo it. */
int helper_ok(struct tea *t, struct platform_device *pdev)
{
	int error = blk_mq_alloc_tag_set(&t->set);

	if (error)
		return error;
	t->irq = platform_get_irq(pdev, 0);
	return t->irq < 0 ? t->irq : 0;
}

/* Other buses, too. */
struct i2c_client {
	struct device *dev;
};
struct i2c_driver {
	int (*probe)(struct i2c_client *client);
	void (*remove)(struct i2c_client *client);
};
int i2c_smbus_read_byte(const struct i2c_client *client);

static int cup_probe_bad(struct i2c_client *client)
{
	int error = blk_mq_alloc_tag_set(&tea.set);

	if (error)
		return error;
	if (i2c_smbus_read_byte(client) < 0)
// CHECK: left-by-failed-start.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'tea.set' is still allocated, by blk_mq_alloc_tag_set(), though this function fails: what undoes it runs only after success [custody-left-by-failed-start]
		return -19;
	return 0;
}

static void cup_remove(struct i2c_client *client)
{
	blk_mq_free_tag_set(&tea.set);
}

struct i2c_driver cup_driver = {
	.probe = cup_probe_bad,
	.remove = cup_remove,
};

/* A loop takes down what was set up one by one. */
static struct blk_mq_tag_set trays[4];

static int trays_probe_ok(struct i2c_client *client)
{
	int error = blk_mq_alloc_tag_set(&trays[1]);

	if (error)
		return error;
	error = blk_mq_alloc_tag_set(&trays[2]);
	if (error)
		goto out;
	error = blk_mq_alloc_tag_set(&trays[3]);
	if (error)
		goto out;
	return 0;
out:
	for (int i = 0; i < 4; i++)
		blk_mq_free_tag_set(&trays[i]);
	return error;
}

static void trays_remove(struct i2c_client *client)
{
	for (int i = 0; i < 4; i++)
		blk_mq_free_tag_set(&trays[i]);
}

struct i2c_driver trays_driver = {
	.probe = trays_probe_ok,
	.remove = trays_remove,
};

/* What undoes it asks for something first, which it will be told. */
static void mug_undo(struct platform_device *pdev)
{
	if (platform_get_irq(pdev, 1) < 0)
		return;
	blk_mq_free_tag_set(&tea.set);
}

static int mug_probe_ok(struct platform_device *pdev)
{
	int error = blk_mq_alloc_tag_set(&tea.set);

	if (error)
		return error;
	tea.irq = platform_get_irq(pdev, 0);
	if (tea.irq < 0) {
		mug_undo(pdev);
		return tea.irq;
	}
	return 0;
}

struct platform_driver mug_driver = {
	.probe = mug_probe_ok,
	.remove = tea_remove,
};

/* Set up and undone by what the chip can do: nobody changes that in between. */
struct attribute_group {
	const char *name;
};
static const struct attribute_group groups[8], fan, pwm, temp, volt, zone, vid;
int sysfs_create_group(void *kobj, const struct attribute_group *group);
void sysfs_remove_group(void *kobj, const struct attribute_group *group);
void sysfs_remove_file(void *kobj, const void *attr);
int hwmon_register(struct platform_device *pdev);
struct chip {
	int features, client;
};
struct chip *chip_of(struct platform_device *pdev);

static void chip_remove_files(struct platform_device *pdev)
{
	struct chip *c = chip_of(pdev);

	for (int i = 0; i < 8; i++)
		if (c->features & 1 << i) {
			sysfs_remove_group(pdev, &groups[i]);
			if (c->features & 0x4000 && i < 3)
				sysfs_remove_file(pdev, pdev);
		}
	if (c->features & 0x100)
		sysfs_remove_group(pdev, &fan);
	if (c->features & 0x200)
		sysfs_remove_group(pdev, &vid);
	if (c->features & 0x400)
		sysfs_remove_group(pdev, &pwm);
	if (c->features & 0x800)
		sysfs_remove_group(pdev, &temp);
	if (c->features & 0x1000)
		sysfs_remove_group(pdev, &volt);
	sysfs_remove_group(pdev, &zone);
}

static int chip_create_files(struct platform_device *pdev)
{
	struct chip *c = chip_of(pdev);
	int error = sysfs_create_group(pdev, &zone);

	if (error)
		return error;
	if (c->features & 0x200) {
		error = sysfs_create_group(pdev, &vid);
		if (error)
			chip_remove_files(pdev);
	}
	return error;
}

static int chip_probe_ok(struct platform_device *pdev)
{
	int error = chip_create_files(pdev);

	if (error)
		return error;
	error = hwmon_register(pdev);
	if (error < 0)
		goto out;
	return 0;
out:
	chip_remove_files(pdev);
	return error;
}

static void chip_remove(struct platform_device *pdev)
{
	chip_remove_files(pdev);
}

struct platform_driver chip_driver = {
	.probe = chip_probe_ok,
	.remove = chip_remove,
};

/* What the first device makes for all of them stays. */
static void *window;
static dma_addr_t window_addr;

static int hut_probe_ok(struct platform_device *pdev)
{
	if (!window) {
		window = dma_alloc_coherent(pdev->dev, 4096, &window_addr, GFP_KERNEL);
		if (!window)
			return -ENOMEM;
	}
	tea.irq = platform_get_irq(pdev, 0);
	return tea.irq < 0 ? tea.irq : 0;
}

static void hut_remove(struct platform_device *pdev)
{
	dma_free_coherent(pdev->dev, 4096, window, window_addr);
	window = NULL;
}

struct platform_driver hut_driver = {
	.probe = hut_probe_ok,
	.remove = hut_remove,
};
