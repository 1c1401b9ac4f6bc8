/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>

struct cup {
	struct device dev;
	int size;
};
void cup_release(struct device *dev);

int cup_bad(void)
{
	struct cup *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int ret;

	if (!c)
		return -ENOMEM;
	c->dev.release = cup_release;
	ret = device_register(&c->dev);
	if (ret)
// CHECK: device-freed-by-hand.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->dev' is initialised but refused: what holds it must go by put_device(), not by kfree() [custody-device-freed-by-hand]
		kfree(c);
	return ret;
}

int cup_ok(void)
{
	struct cup *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int ret;

	if (!c)
		return -ENOMEM;
	c->dev.release = cup_release;
	ret = device_register(&c->dev);
	if (ret)
		put_device(&c->dev);
	return ret;
}
