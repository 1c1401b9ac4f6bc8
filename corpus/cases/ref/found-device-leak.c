/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pci.h>

int match(struct device *dev, void *data);

int find_bad(struct device *parent)
{
	struct device *dev = device_find_child(parent, NULL, match);

	if (!dev)
		return -ENODEV;
	if (!dev->of_node)
// CHECK: found-device-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'dev' is lost on this path; nothing puts it [custody-found-device-leak]
		return -EINVAL;
	put_device(dev);
	return 0;
}

int find_ok(struct device *parent)
{
	struct device *dev = device_find_child(parent, NULL, match);
	int ret = 0;

	if (!dev)
		return -ENODEV;
	if (!dev->of_node)
		ret = -EINVAL;
	put_device(dev);
	return ret;
}
