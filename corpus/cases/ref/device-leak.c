/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pci.h>

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

/* Put as the device that it is. */
struct pci_dev *pci_get_domain_bus_and_slot(int domain, unsigned int bus, unsigned int devfn);

int as_device_ok(int n)
{
	int found = -1;

	for (int i = 0; i < n; i++) {
		struct pci_dev *pdev = pci_get_domain_bus_and_slot(0, i + 1, 0);

		if (!pdev)
			continue;
		if (pdev->dev.parent)
			found = i;
		put_device(&pdev->dev);
	}
	return found;
}

/* A second reference, counted in the device too: both are lost where the call that was given one has failed. */
int attach(struct device *dev);

int attach_bad(void *bus, struct pci_dev **out)
{
	struct pci_dev *pdev = pci_get_slot(bus, 0);
	int ret;

	if (!pdev)
		return -ENODEV;
	ret = attach(get_device(&pdev->dev));
	if (ret < 0)
// CHECK: device-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pdev' is lost on this path; nothing puts it [custody-device-leak]
		return ret;
	*out = pdev;
	return 0;
}

int attach_ok(void *bus, struct pci_dev **out)
{
	struct pci_dev *pdev = pci_get_slot(bus, 0);
	int ret;

	if (!pdev)
		return -ENODEV;
	ret = attach(get_device(&pdev->dev));
	if (ret < 0) {
		put_device(&pdev->dev);
		pci_dev_put(pdev);
		return ret;
	}
	*out = pdev;
	return 0;
}

struct platform_device *of_find_device_by_node(struct device_node *np);
void *dev_get_drvdata(const struct device *dev);

/* Who finds no data has nothing to keep the device for. */
int ganged_bad(struct device_node *np, void **slave)
{
	struct platform_device *other = of_find_device_by_node(np);

	if (!other)
		return -ENODEV;
	*slave = dev_get_drvdata(&other->dev);
	if (!*slave)
// CHECK: device-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'other' is lost on this path; nothing puts it [custody-device-leak]
		return -EINVAL;
	return 0;
}

int ganged_ok(struct device_node *np, void **slave)
{
	struct platform_device *other = of_find_device_by_node(np);

	if (!other)
		return -ENODEV;
	*slave = dev_get_drvdata(&other->dev);
	if (!*slave) {
		put_device(&other->dev);
		return -EINVAL;
	}
	return 0;
}

/* An action that runs when the driver goes is given the device in it, and puts that. */
int __devm_add_action_or_reset(struct device *dev, void (*action)(void *data), void *data, const char *name);

static void put_action(void *dev)
{
	put_device(dev);
}

static void log_action(void *dev)
{
}

int managed_ok(struct device *dev, struct device_node *np, void **slave)
{
	struct platform_device *other = of_find_device_by_node(np);
	int ret;

	if (!other)
		return -ENODEV;
	ret = __devm_add_action_or_reset(dev, put_action, &other->dev, "put");
	if (ret)
		return ret;
	*slave = dev_get_drvdata(&other->dev);
	if (!*slave)
		return -EINVAL;
	return 0;
}

int managed_bad(struct device *dev, struct device_node *np, void **slave)
{
	struct platform_device *other = of_find_device_by_node(np);
	int ret;

	if (!other)
		return -ENODEV;
	ret = __devm_add_action_or_reset(dev, log_action, &other->dev, "log");
	if (ret) {
		put_device(&other->dev);
		return ret;
	}
	*slave = dev_get_drvdata(&other->dev);
	if (!*slave)
// CHECK: device-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'other' is lost on this path; nothing puts it [custody-device-leak]
		return -EINVAL;
	return 0;
}
