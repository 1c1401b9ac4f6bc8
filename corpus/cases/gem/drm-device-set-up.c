/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* The DRM device in what devm_drm_dev_alloc() gives is set up: its members are not zero. */
#include <linux/err.h>
#include <linux/slab.h>

struct device {
	void *platform_data;
};
struct drm_device {
	struct device *dev;
};
struct drm_driver;
void *__devm_drm_dev_alloc(struct device *parent, const struct drm_driver *driver, unsigned long size,
			   unsigned long offset);

struct gpu {
	int id;
	struct drm_device drm;
};

int probe_bad(struct device *parent, const struct drm_driver *driver)
{
	struct gpu *gpu = __devm_drm_dev_alloc(parent, driver, sizeof(*gpu), __builtin_offsetof(struct gpu, drm));
	char *name;

	if (IS_ERR(gpu) || !gpu->drm.dev->platform_data)
		return -1;
	name = kmalloc(16, GFP_KERNEL);
	if (!name)
		return -12;
	kfree(name);
// CHECK: drm-device-set-up.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'name' freed twice: it was already freed when kfree() frees it [custody-double-free]
	kfree(name);
	return 0;
}

int probe_ok(struct device *parent, const struct drm_driver *driver)
{
	struct gpu *gpu = __devm_drm_dev_alloc(parent, driver, sizeof(*gpu), __builtin_offsetof(struct gpu, drm));
	char *name;

	if (IS_ERR(gpu))
		return -1;
	name = kmalloc(16, GFP_KERNEL);
	if (!name)
		return -12;
	if (gpu->drm.dev)
		kfree(name);
	else
		gpu->drm.dev = (struct device *)name;
	return 0;
}
