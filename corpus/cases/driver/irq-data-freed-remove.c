/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What remove() asks for first may tell the ways apart on which probe() succeeded. */
#include <linux/device.h>
#include <linux/interrupt.h>
#include <linux/slab.h>

struct part {
	int id;
};
struct card {
	struct part part;
	unsigned int irq;
	int polled;
};
irqreturn_t handler(int irq, void *data);
int part_start(struct part *p);
unsigned int line_of(struct platform_device *pdev);

static int cup_probe(struct platform_device *pdev)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	c->irq = line_of(pdev);
	pdev->dev.driver_data = c;
	if (request_irq(c->irq, handler, 0, "cup", c)) {
		kfree(c);
		return -EBUSY;
	}
	part_start(&c->part);
	return 0;
}

static void cup_remove_ok(struct platform_device *pdev)
{
	struct card *c = pdev->dev.driver_data;

	if (!c->polled)
		free_irq(c->irq, c);
	kfree(c);
}

struct platform_driver cup_driver = {
	.probe = cup_probe,
	.remove = cup_remove_ok,
};

static int pot_probe(struct platform_device *pdev)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	c->irq = line_of(pdev);
	pdev->dev.driver_data = c;
	if (request_irq(c->irq, handler, 0, "pot", c)) {
		kfree(c);
		return -EBUSY;
	}
	part_start(&c->part);
	return 0;
}

static void pot_remove_bad(struct platform_device *pdev)
{
	struct card *c = pdev->dev.driver_data;

	if (c->polled)
		part_start(&c->part);
// CHECK: irq-data-freed-remove.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'it' goes away when kfree() frees it, but it was given to an interrupt handler and its handler may still run [custody-irq-data-freed]
	kfree(c);
}

struct platform_driver pot_driver = {
	.probe = pot_probe,
	.remove = pot_remove_bad,
};
