/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* setup-left: what a device's streams, displays and resets need, left where the function fails. */
#include <linux/err.h>
#include <linux/types.h>

struct reset_control;
struct drm_panel;
struct video_device {
	int minor;
};
struct media_pipeline;

int reset_control_deassert(struct reset_control *rst);
int reset_control_assert(struct reset_control *rst);
int video_device_pipeline_start(struct video_device *vdev, struct media_pipeline *pipe);
void video_device_pipeline_stop(struct video_device *vdev);
int drm_panel_prepare(struct drm_panel *panel);
int drm_panel_unprepare(struct drm_panel *panel);

struct cam {
	struct reset_control *rst;
	struct video_device vdev;
	struct media_pipeline *pipe;
	struct drm_panel *panel;
};
int cam_start(struct cam *c);
int cam_sensor(struct cam *c);

int reset_bad(struct cam *c)
{
	int ret = reset_control_deassert(c->rst);

	if (ret)
		return ret;
	ret = cam_start(c);
	if (ret)
		goto assert;
	ret = cam_sensor(c);
	if (ret)
// CHECK: setup-left-kit.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->rst' is left deasserted by reset_control_deassert(), though the function fails; other failing paths take it down [custody-setup-left]
		return ret;
	return 0;
assert:
	reset_control_assert(c->rst);
	return ret;
}

int pipeline_bad(struct cam *c)
{
	int ret = video_device_pipeline_start(&c->vdev, c->pipe);

	if (ret)
		return ret;
	ret = cam_sensor(c);
	if (ret)
// CHECK: setup-left-kit.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->vdev' is left open by video_device_pipeline_start(), though the function fails; other failing paths take it down [custody-setup-left]
		return ret;
	ret = cam_start(c);
	if (ret)
		video_device_pipeline_stop(&c->vdev);
	return ret;
}

int panel_bad(struct cam *c)
{
	int ret = drm_panel_prepare(c->panel);

	if (ret)
		return ret;
	ret = cam_sensor(c);
	if (ret)
		goto unprepare;
	ret = cam_start(c);
	if (ret)
// CHECK: setup-left-kit.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->panel' is left enabled by drm_panel_prepare(), though the function fails; other failing paths take it down [custody-setup-left]
		return ret;
	return 0;
unprepare:
	drm_panel_unprepare(c->panel);
	return ret;
}

int all_ok(struct cam *c)
{
	int ret = reset_control_deassert(c->rst);

	if (ret)
		return ret;
	ret = video_device_pipeline_start(&c->vdev, c->pipe);
	if (ret)
		goto assert;
	ret = cam_start(c);
	if (ret)
		goto stop;
	return 0;
stop:
	video_device_pipeline_stop(&c->vdev);
assert:
	reset_control_assert(c->rst);
	return ret;
}
