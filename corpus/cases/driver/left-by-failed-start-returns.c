/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning: --implicit-check-not='the same at'
/* What is left of one origin is one finding, however many returns there are. */
#include <linux/blk-mq.h>

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

static struct blk_mq_tag_set one, two;

static int returns_probe_bad(struct platform_device *pdev)
{
	int error = blk_mq_alloc_tag_set(&one);

	if (error)
		return error;
	if (platform_get_irq(pdev, 0) < 0)
// CHECK: left-by-failed-start-returns.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'one' is still allocated,
		return -12;
	if (platform_get_irq(pdev, 1) < 0)
		return -13;
	if (platform_get_irq(pdev, 2) < 0)
		return -14;
// CHECK: left-by-failed-start-returns.c:[[@LINE-3]]:{{[0-9]+}}: note: the same at this return
// CHECK: left-by-failed-start-returns.c:[[@LINE-2]]:{{[0-9]+}}: note: the same at this return
	return 0;
}

static void returns_remove(struct platform_device *pdev)
{
	blk_mq_free_tag_set(&one);
	blk_mq_free_tag_set(&two);
}

struct platform_driver returns_driver = {
	.probe = returns_probe_bad,
	.remove = returns_remove,
};

/* A return that is allowed to leave it does not stand for another one. */
static int allowed_probe_bad(struct platform_device *pdev)
{
	int error = blk_mq_alloc_tag_set(&two);

	if (error)
		return error;
	if (platform_get_irq(pdev, 1) < 0)
		return -12; /* custody: allow left-by-failed-start: looked at later */
	if (platform_get_irq(pdev, 2) < 0)
// CHECK: left-by-failed-start-returns.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'two' is still allocated,
		return -13;
	return 0;
}

struct platform_driver allowed_driver = {
	.probe = allowed_probe_bad,
	.remove = returns_remove,
};
