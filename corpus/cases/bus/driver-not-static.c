/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
#include <linux/pci.h>
#include <linux/slab.h>

static int probe(struct platform_device *pdev)
{
	return 0;
}

int init_bad(void)
{
	struct platform_driver *drv = kzalloc(sizeof(*drv), GFP_KERNEL);

	if (!drv)
		return -ENOMEM;
	drv->probe = probe;
// CHECK: driver-not-static.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'drv' is registered as a driver, but is no static variable: it goes before the driver core lets go of it [custody-driver-not-static]
	return __platform_driver_register(drv, NULL);
}

int managed_bad(struct device *dev)
{
	struct platform_driver *drv = devm_kzalloc(dev, sizeof(*drv), GFP_KERNEL);

	if (!drv)
		return -ENOMEM;
// CHECK: driver-not-static.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'drv' is registered as a driver, but is no static variable: it goes before the driver core lets go of it [custody-driver-not-static]
	return __platform_driver_register(drv, NULL);
}

struct board {
	int number;
	struct pci_driver driver;
};

int inner_bad(void)
{
	struct board *b = kzalloc(sizeof(*b), GFP_KERNEL);
	int error;

	if (!b)
		return -ENOMEM;
// CHECK: driver-not-static.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} is registered as a driver, but is no static variable: it goes before the driver core lets go of it [custody-driver-not-static]
	error = __pci_register_driver(&b->driver, NULL, "board");
	if (error)
		kfree(b);
	return error;
}

static struct platform_driver driver = { .probe = probe };

int init_ok(void)
{
	return __platform_driver_register(&driver, NULL);
}

/* A helper does not know where it is. */
int helper_ok(struct platform_driver *drv)
{
	return __platform_driver_register(drv, NULL);
}

static struct board boards[2];

int inner_ok(void)
{
	return __pci_register_driver(&boards[0].driver, NULL, "board");
}
