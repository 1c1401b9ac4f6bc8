/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/input.h>

int ready(void);

int late_bad(struct input_dev *dev)
{
	int ret = input_register_device(dev);

	if (ret)
		return ret;
	if (!ready()) {
// CHECK: allocated-device-freed-registered.c:[[@LINE+1]]:{{[0-9]+}}: warning: input_free_device() on 'dev', which was registered and not unregistered [custody-allocated-device-freed-registered]
		input_free_device(dev);
		return -EIO;
	}
	return 0;
}

int late_ok(struct input_dev *dev)
{
	int ret = input_register_device(dev);

	if (ret)
		return ret;
	if (!ready()) {
		input_unregister_device(dev);
		return -EIO;
	}
	return 0;
}
