/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/input.h>

int ready(void);

int keys_bad(void)
{
	struct input_dev *dev = input_allocate_device();

	if (!dev)
		return -ENOMEM;
	if (!ready())
// CHECK: allocated-device-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'dev' is lost on this path; nothing frees it [custody-allocated-device-leak]
		return -EIO;
// CHECK: allocated-device-leak.c:[[@LINE+1]]:{{[0-9]+}}: note: the same at this return
	return input_register_device(dev);
}

int keys_ok(void)
{
	struct input_dev *dev = input_allocate_device();
	int ret;

	if (!dev)
		return -ENOMEM;
	ret = ready() ? input_register_device(dev) : -EIO;
	if (ret)
		input_free_device(dev);
	return ret;
}

/* What the driver keeps in it is there from the start. */
struct fb_info {
	int node;
	void *par;
};
struct fb_info *framebuffer_alloc(size_t size, struct device *dev);
void framebuffer_release(struct fb_info *info);
struct screen {
	int width;
};

int screen_bad(struct device *dev)
{
	struct fb_info *info = framebuffer_alloc(sizeof(struct screen), dev);
	struct screen *s;

	if (!info)
		return -ENOMEM;
	s = info->par;
	s->width = 640;
	if (!ready())
// CHECK: allocated-device-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'info' is lost on this path; nothing frees it [custody-allocated-device-leak]
		return -EIO;
	framebuffer_release(info);
	return 0;
}

/* Putting it frees it, too. */
int put_ok(void)
{
	struct input_dev *dev = input_allocate_device();

	if (!dev)
		return -ENOMEM;
	input_put_device(dev);
	return ready();
}
