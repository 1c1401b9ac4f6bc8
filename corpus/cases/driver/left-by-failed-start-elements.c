/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Elements of an array, set up one by one, and taken down by a loop. */
#include <linux/blk-mq.h>
#include <linux/list.h>
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

static struct blk_mq_tag_set sets[4];
static struct blk_mq_tag_set last;

static int both_probe_ok(struct platform_device *pdev)
{
	int error = blk_mq_alloc_tag_set(&sets[2]);

	if (error)
		return error;
	error = blk_mq_alloc_tag_set(&sets[3]);
	if (error)
		goto out;
	error = platform_get_irq(pdev, 0);
	if (error < 0)
		goto out;
	return 0;
out:
	for (int i = 0; i < 4; i++)
		blk_mq_free_tag_set(&sets[i]);
	return error;
}

static int other_probe_bad(struct platform_device *pdev)
{
	int error = blk_mq_alloc_tag_set(&last);

	if (error)
		return error;
	error = platform_get_irq(pdev, 0);
	if (error < 0)
		goto out;
	return 0;
out:
	for (int i = 0; i < 4; i++)
		blk_mq_free_tag_set(&sets[i]);
// CHECK: left-by-failed-start-elements.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'last' is still allocated, by blk_mq_alloc_tag_set(), though this function fails: what undoes it runs only after success [custody-left-by-failed-start]
	return error;
}

static void both_remove(struct platform_device *pdev)
{
	for (int i = 0; i < 4; i++)
		blk_mq_free_tag_set(&sets[i]);
	blk_mq_free_tag_set(&last);
}

struct platform_driver both_driver = {
	.probe = both_probe_ok,
	.remove = both_remove,
};
struct platform_driver other_driver = {
	.probe = other_probe_bad,
	.remove = both_remove,
};

struct bank {
	struct list_head node;
	struct blk_mq_tag_set set;
};
static struct list_head banks;
void *devm_kzalloc(struct device *dev, unsigned long n, unsigned int gfp);

static void bank_remove(struct platform_device *pdev)
{
	struct bank *b;

	list_for_each_entry (b, &banks, node)
		blk_mq_free_tag_set(&b->set);
}

/* It has remove() take down what is there. */
static int bank_probe_ok(struct platform_device *pdev)
{
	struct blk_mq_tag_set *set;
	struct bank *b;
	int error;

	for (int i = 0; i < 2; i++) {
		b = devm_kzalloc(pdev->dev, sizeof(*b), 0);
		if (!b) {
			error = -ENOMEM;
			goto fail;
		}
		set = &b->set;
		error = blk_mq_alloc_tag_set(set);
		if (error)
			goto fail;
		list_add_tail(&b->node, &banks);
	}
	return 0;
fail:
	bank_remove(pdev);
	return error;
}

struct platform_driver bank_driver = {
	.probe = bank_probe_ok,
	.remove = bank_remove,
};
