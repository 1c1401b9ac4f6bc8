/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/types.h>

struct qxl_device;
struct qxl_release {
	int id;
};
void qxl_release_fence_buffer_objects(struct qxl_release *release);
int qxl_push_command_ring_release(struct qxl_device *qdev, struct qxl_release *release, u32 type, bool interruptible);

int draw_bad(struct qxl_device *qdev, struct qxl_release *release)
{
	int ret = qxl_push_command_ring_release(qdev, release, 1, false);

// CHECK: release-use-after-push.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'release' used after it was pushed to the device; the interrupt may have freed it [custody-release-use-after-push]
	qxl_release_fence_buffer_objects(release);
	return ret;
}

int draw_ok(struct qxl_device *qdev, struct qxl_release *release)
{
	qxl_release_fence_buffer_objects(release);
	return qxl_push_command_ring_release(qdev, release, 1, false);
}
