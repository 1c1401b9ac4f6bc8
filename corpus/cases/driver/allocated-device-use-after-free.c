/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/input.h>

const char *name_bad(void)
{
	struct input_dev *dev = input_allocate_device();

	if (!dev)
		return NULL;
	input_free_device(dev);
// CHECK: allocated-device-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'dev->name' used after it was freed [custody-allocated-device-use-after-free]
	return dev->name;
}

const char *name_ok(void)
{
	struct input_dev *dev = input_allocate_device();
	const char *name;

	if (!dev)
		return NULL;
	name = dev->name;
	input_free_device(dev);
	return name;
}

/* ... of which another function has made it. */
const char *remove_bad(struct input_dev *dev)
{
	input_free_device(dev);
// CHECK: allocated-device-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'dev->name' used after it was freed [custody-allocated-device-use-after-free]
	return dev->name;
}

const char *remove_ok(struct input_dev *dev)
{
	const char *name = dev->name;

	input_free_device(dev);
	return name;
}

void all_ok(struct input_dev **devs, int n)
{
	for (int i = 0; i < n; i++)
		input_free_device(devs[i]);
}

/* A reference of its own. */
struct keys {
	struct input_dev *dev;
};

const char *unload_bad(struct keys *k)
{
	input_unregister_device(k->dev);
// CHECK: allocated-device-use-after-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'k->dev->name' used after it was freed [custody-allocated-device-use-after-free]
	return k->dev->name;
}

void unload_ok(struct keys *k)
{
	if (k->dev) {
		input_get_device(k->dev);
		input_unregister_device(k->dev);
	}
	if (k->dev) {
		input_put_device(k->dev);
		k->dev = NULL;
	}
}
