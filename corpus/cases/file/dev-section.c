/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_drv.h>
#include <linux/err.h>

struct gpu {
	struct drm_device *drm;
	int clock;
};
int gpu_wake(struct gpu *gpu);

int left_bad(struct gpu *gpu)
{
	int idx, ret;

	if (!drm_dev_enter(gpu->drm, &idx))
		return -ENODEV;
	ret = gpu_wake(gpu);
	if (ret)
// CHECK: dev-section.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'idx' was taken and is lost on this path; unplugging the device waits for drm_dev_exit() for ever [custody-dev-section-left-open]
		return ret;
	drm_dev_exit(idx);
	return 0;
}

int left_ok(struct gpu *gpu)
{
	int idx, ret;

	if (!drm_dev_enter(gpu->drm, &idx))
		return -ENODEV;
	ret = gpu_wake(gpu);
	drm_dev_exit(idx);
	return ret;
}

int twice_bad(struct gpu *gpu)
{
	int idx, ret;

	if (!drm_dev_enter(gpu->drm, &idx))
		return -ENODEV;
	ret = gpu_wake(gpu);
	if (ret)
		drm_dev_exit(idx);
// CHECK: dev-section.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_dev_exit() on 'idx', which was given back already [custody-dev-section-closed-twice]
	drm_dev_exit(idx);
	return ret;
}

/* The caller ends the section. */
int begin_ok(struct gpu *gpu, int *idx)
{
	return drm_dev_enter(gpu->drm, idx) ? gpu_wake(gpu) : -ENODEV;
}
