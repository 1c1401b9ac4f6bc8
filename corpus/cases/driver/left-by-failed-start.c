/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
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
