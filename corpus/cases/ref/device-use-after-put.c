/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pci.h>

int match(struct device *dev, void *data);

void *data_bad(struct device *parent)
{
	struct device *dev = device_find_child(parent, NULL, match);

	if (!dev)
		return NULL;
	put_device(dev);
// CHECK: device-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'dev->driver_data' used after its reference was put [custody-device-use-after-put]
	return dev->driver_data;
}

void *data_ok(struct device *parent)
{
	struct device *dev = device_find_child(parent, NULL, match);
	void *data;

	if (!dev)
		return NULL;
	data = dev->driver_data;
	put_device(dev);
	return data;
}

/* Two references, two puts; nothing but the calls looks into the record. */
struct held {
	struct device dev;
	int n;
};

static void held_release(struct device *dev)
{
	kfree(container_of(dev, struct held, dev));
}

int held_add_ok(void)
{
	struct held *h = kzalloc(sizeof(*h), GFP_KERNEL);
	int ret;

	if (!h)
		return -ENOMEM;
	device_initialize(&h->dev);
	h->dev.release = held_release;
	get_device(&h->dev);
	ret = device_add(&h->dev);
	if (ret) {
		put_device(&h->dev);
		put_device(&h->dev);
	}
	return ret;
}

/* What binds to the device may take a reference for the caller, and gives what it is known by. */
struct device_node;
struct platform_device *of_find_device_by_node(struct device_node *np);
struct port *port_bind(struct device *dev);

int bind_ok(struct device_node *np, struct port **port)
{
	struct platform_device *pdev = of_find_device_by_node(np);
	struct device *dev;
	int ret = 0;

	if (!pdev)
		return -ENODEV;
	dev = &pdev->dev;
	*port = port_bind(dev);
	put_device(dev);
	if (!*port) {
		ret = -EINVAL;
		put_device(dev);
	}
	return ret;
}

/* What only says how it went has taken none. */
int port_check(struct device *dev);

int check_bad(struct device_node *np)
{
	struct platform_device *pdev = of_find_device_by_node(np);
	struct device *dev;
	int ret;

	if (!pdev)
		return -ENODEV;
	dev = &pdev->dev;
	ret = port_check(dev);
	put_device(dev);
	if (ret)
// CHECK: device-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: put_device() on 'pdev', whose reference was already put [custody-device-double-put]
		put_device(dev);
	return ret;
}
