/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
#include <linux/err.h>

int saucer_bad(void)
{
	struct platform_device *pdev = kzalloc(sizeof(*pdev), GFP_KERNEL);

	if (!pdev)
		return -ENOMEM;
// CHECK: device-register-no-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pdev' was initialised but refused, and nothing puts it [custody-device-register-no-put]
	return platform_device_register(pdev);
}

int saucer_ok(void)
{
	struct platform_device *pdev = kzalloc(sizeof(*pdev), GFP_KERNEL);
	int ret;

	if (!pdev)
		return -ENOMEM;
	ret = platform_device_register(pdev);
	if (ret)
		platform_device_put(pdev);
	return ret;
}

/* The caller's device: that nobody puts it is not seen. */
int FN_saucer_bad(struct platform_device *pdev)
{
	return platform_device_register(pdev);
}

/* From device_initialize() on there is a reference, whatever comes next. */
struct cup {
	struct device dev;
	int number;
};

int cup_bad(int number)
{
	struct cup *cup = kzalloc(sizeof(*cup), GFP_KERNEL);

	if (!cup)
		return -ENOMEM;
	device_initialize(&cup->dev);
	cup->number = number;
	if (dev_set_name(&cup->dev, "cup%d", number))
// CHECK: device-register-no-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cup->dev' was initialised, and nothing puts it [custody-device-register-no-put]
		return -ENOMEM;
// CHECK: device-register-no-put.c:[[@LINE+1]]:{{[0-9]+}}: note: the same at this return
	return device_add(&cup->dev);
}

int cup_ok(int number)
{
	struct cup *cup = kzalloc(sizeof(*cup), GFP_KERNEL);
	int ret;

	if (!cup)
		return -ENOMEM;
	device_initialize(&cup->dev);
	cup->number = number;
	ret = dev_set_name(&cup->dev, "cup%d", number);
	if (!ret)
		ret = device_add(&cup->dev);
	if (ret)
		put_device(&cup->dev);
	return ret;
}

/* The caller's, who puts it. */
int cup_name_ok(struct cup *cup)
{
	device_initialize(&cup->dev);
	return dev_set_name(&cup->dev, "cup%d", cup->number);
}

/* Two devices in one piece of memory: the release of one is that of both. */
struct pair {
	struct device first, second;
};
int pair_start(struct pair *pair);

int pair_ok(void)
{
	struct pair *pair = kzalloc(sizeof(*pair), GFP_KERNEL);

	if (!pair)
		return -ENOMEM;
	device_initialize(&pair->first);
	device_initialize(&pair->second);
	if (pair_start(pair)) {
		put_device(&pair->first);
		return -EIO;
	}
	return 0;
}

/* No release runs for it, and its memory stays. */
static struct platform_device tray = { .name = "tray" };
static void shelf_release(struct device *dev);
static struct platform_device shelf = { .name = "shelf", .dev = { .release = shelf_release } };

static void shelf_release(struct device *dev)
{
}

int tray_ok(void)
{
	return platform_device_register(&tray);
}

int shelf_bad(void)
{
// CHECK: device-register-no-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'shelf' was initialised but refused, and nothing puts it [custody-device-register-no-put]
	return platform_device_register(&shelf);
}

/* Each round makes one, and the loop behind puts those of the rounds before. */
int shelves_ok(struct cup **cups, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		struct cup *cup = kzalloc(sizeof(*cup), GFP_KERNEL);

		if (!cup)
			goto err;
		device_initialize(&cup->dev);
		cups[i] = cup;
	}
	return 0;
err:
	while (--i >= 0)
		put_device(&cups[i]->dev);
	return -ENOMEM;
}

struct bowl {
	struct device dev;
	int size;
};
int bowl_add(struct bowl *bowl);

static struct bowl *bowl_make(void)
{
	struct bowl *bowl = kzalloc(sizeof(*bowl), GFP_KERNEL);

	if (!bowl)
		return ERR_PTR(-ENOMEM);
	device_initialize(&bowl->dev);
	return bowl;
}

/* What one failing way puts, the other one loses; a wrapper has made it. */
int bowl_bad(int size)
{
	struct bowl *bowl = bowl_make();
	int ret;

	if (IS_ERR(bowl))
		return PTR_ERR(bowl);
	if (size < 0)
// CHECK: device-register-no-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bowl->dev' was initialised, and nothing puts it [custody-device-register-no-put]
		return -EINVAL;
	bowl->size = size;
	ret = bowl_add(bowl);
	if (ret)
		put_device(&bowl->dev);
	return ret;
}

int bowl_ok(int size)
{
	struct bowl *bowl = bowl_make();
	int ret;

	if (IS_ERR(bowl))
		return PTR_ERR(bowl);
	if (size < 0) {
		ret = -EINVAL;
		goto put;
	}
	bowl->size = size;
	ret = bowl_add(bowl);
	if (!ret)
		return 0;
put:
	put_device(&bowl->dev);
	return ret;
}
