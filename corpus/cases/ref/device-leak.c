/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pci.h>

int match(struct device *dev, void *data);
int attach(struct platform_device *pdev, const void *data);

int find_bad(struct device *parent)
{
	struct device *dev = device_find_child(parent, NULL, match);

	if (!dev)
		return -ENODEV;
	if (!dev->of_node)
// CHECK: device-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'dev' is lost on this path; nothing puts it [custody-device-leak]
		return -EINVAL;
	put_device(dev);
	return 0;
}

int slot_bad(void *bus)
{
	struct pci_dev *pdev = pci_get_slot(bus, 0);

	if (!pdev)
		return -ENODEV;
// CHECK: device-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pdev' is lost on this path; nothing puts it [custody-device-leak]
	return pdev->devfn ? -EINVAL : 0;
}

int make_bad(void)
{
	struct platform_device *pdev = platform_device_alloc("tea", 0);

	if (!pdev)
		return -ENOMEM;
// CHECK: device-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pdev' is lost on this path; nothing puts it [custody-device-leak]
	return platform_device_add(pdev);
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

int make_ok(struct platform_device **out)
{
	struct platform_device *pdev = platform_device_alloc("tea", 0);
	int ret;

	if (!pdev)
		return -ENOMEM;
	ret = platform_device_add(pdev);
	if (ret) {
		platform_device_put(pdev);
		return ret;
	}
	*out = pdev;
	return 0;
}
