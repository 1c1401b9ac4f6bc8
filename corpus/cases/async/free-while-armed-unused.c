/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* remove() finds the record, and does nothing with it. */
#include <linux/slab.h>
#include <linux/workqueue.h>

struct device {
	void *driver_data;
};
struct platform_device {
	struct device dev;
};
struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	void (*remove)(struct platform_device *pdev);
};
void *dev_get_drvdata(const struct device *dev);
void hw_off(void);

struct battery {
	struct work_struct poll;
	int charge;
};
void battery_poll(struct work_struct *w);

static int battery_probe(struct platform_device *pdev)
{
	struct battery *b = devm_kzalloc(&pdev->dev, sizeof(*b), GFP_KERNEL);

	if (!b)
		return -12;
	pdev->dev.driver_data = b;
	INIT_WORK(&b->poll, battery_poll);
	schedule_work(&b->poll);
	return 0;
}

static void battery_remove_bad(struct platform_device *pdev)
{
	struct battery *b = dev_get_drvdata(&pdev->dev);

	hw_off();
// CHECK: free-while-armed-unused.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b->poll' may still run when battery_remove_bad() ends what holds it: it was scheduled and not cancelled [custody-free-while-armed]
}

struct platform_driver battery_driver = { battery_probe, battery_remove_bad };

struct charger {
	struct work_struct poll;
	int charge;
};
void charger_poll(struct work_struct *w);

static int charger_probe(struct platform_device *pdev)
{
	struct charger *c = devm_kzalloc(&pdev->dev, sizeof(*c), GFP_KERNEL);

	if (!c)
		return -12;
	pdev->dev.driver_data = c;
	INIT_WORK(&c->poll, charger_poll);
	schedule_work(&c->poll);
	return 0;
}

static void charger_stop(struct charger *c)
{
	cancel_work_sync(&c->poll);
}

static void charger_remove_ok(struct platform_device *pdev)
{
	struct charger *c = dev_get_drvdata(&pdev->dev);

	charger_stop(c);
}

struct platform_driver charger_driver = { charger_probe, charger_remove_ok };
