/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A record that is found by way of two small helpers, which another function has used before. */
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

struct card {
	struct work_struct poll;
	int id;
};

static inline void *card_data(const struct device *dev)
{
	return dev->driver_data;
}

static inline void *card_data_of(struct platform_device *pdev)
{
	return card_data(&pdev->dev);
}

static struct card *to_card(struct platform_device *pdev)
{
	return card_data_of(pdev);
}

void card_poll(struct work_struct *w);

int card_number(struct platform_device *pdev)
{
	struct card *c = to_card(pdev);

	return c->id;
}

static int card_probe(struct platform_device *pdev)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);

	if (!c)
		return -12;
	pdev->dev.driver_data = c;
	INIT_WORK(&c->poll, card_poll);
	schedule_work(&c->poll);
	return 0;
}

static void card_remove_ok(struct platform_device *pdev)
{
	struct card *c = pdev->dev.driver_data, *same = to_card(pdev);

	cancel_work_sync(&same->poll);
	kfree(c);
}

struct platform_driver card_driver = {
	.probe = card_probe,
	.remove = card_remove_ok,
};

static void slot_remove_bad(struct platform_device *pdev)
{
	struct card *c = to_card(pdev);

// CHECK: cancelled-by-helpers-name.c:[[@LINE+1]]:{{[0-9]+}}: warning: '{{.*}}poll' may still run when kfree() ends what holds it: it was scheduled and not cancelled [custody-free-while-armed]
	kfree(c);
}

struct platform_driver slot_driver = {
	.probe = card_probe,
	.remove = slot_remove_bad,
};
