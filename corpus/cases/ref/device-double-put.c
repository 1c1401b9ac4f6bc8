/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pci.h>

int match(struct device *dev, void *data);
void device_del(struct device *dev);
int ready(void);

int check_bad(struct device *parent)
{
	struct device *dev = device_find_child(parent, NULL, match);
	int ret;

	if (!dev)
		return -ENODEV;
	ret = ready();
	if (ret)
		put_device(dev);
// CHECK: device-double-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: put_device() on 'dev', whose reference was already put [custody-device-double-put]
	put_device(dev);
	return ret;
}

int check_ok(struct device *parent)
{
	struct device *dev = device_find_child(parent, NULL, match);
	int ret;

	if (!dev)
		return -ENODEV;
	ret = ready();
	put_device(dev);
	return ret;
}

/* Who takes down a device that was found puts the reference that it was registered with, too. */
static void take_down(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}

void unregister_found_ok(struct device *parent)
{
	struct device *dev = device_find_child(parent, NULL, match);

	if (!dev)
		return;
	take_down(dev);
	put_device(dev);
}

/* All that call it put one more afterwards: what it puts is not theirs. */
void forget(struct device *dev);
static void close_one(struct device *dev)
{
	forget(NULL);
	put_device(dev);
}

int close_ok(struct device *parent)
{
	struct device *dev = device_find_child(parent, NULL, match);

	if (!dev)
		return -ENODEV;
	close_one(dev);
	put_device(dev);
	return 0;
}

int close_and_wait_ok(struct device *parent)
{
	struct device *dev = device_find_child(parent, NULL, match);
	int ret;

	if (!dev)
		return -ENODEV;
	close_one(dev);
	ret = ready();
	put_device(dev);
	return ret;
}

/* Here one of them goes by what it puts. */
static void leave(struct device *dev)
{
	forget(NULL);
	put_device(dev);
}

int leave_ok(struct device *parent)
{
	struct device *dev = device_find_child(parent, NULL, match);

	if (!dev)
		return -ENODEV;
	leave(dev);
	return 0;
}

int leave_bad(struct device *parent)
{
	struct device *dev = device_find_child(parent, NULL, match);

	if (!dev)
		return -ENODEV;
	leave(dev);
// CHECK: device-double-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: put_device() on 'dev', whose reference was already put [custody-device-double-put]
	put_device(dev);
	return 0;
}

/* The device in what was found is what it is put by. */
int bridge_init(struct device *dev);

int bridge_ok(void)
{
	struct pci_dev *pdev = pci_get_device(0x8086, 1, NULL);
	int ret;

	if (!pdev)
		return -ENODEV;
	ret = bridge_init(&pdev->dev);
	put_device(&pdev->dev);
	return ret;
}
