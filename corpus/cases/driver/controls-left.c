/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/types.h>

struct v4l2_ctrl_ops;
struct v4l2_ctrl_handler {
	int error;
};
struct sensor {
	struct v4l2_ctrl_handler ctrls;
	int id;
};
int v4l2_ctrl_handler_init_class(struct v4l2_ctrl_handler *h, unsigned int n, void *key, const char *name);
#define v4l2_ctrl_handler_init(h, n) v4l2_ctrl_handler_init_class(h, n, NULL, NULL)
void v4l2_ctrl_handler_free(struct v4l2_ctrl_handler *h);
void *v4l2_ctrl_new_std(struct v4l2_ctrl_handler *h, const struct v4l2_ctrl_ops *ops, u32 id, s64 min, s64 max, u64 step, s64 def);
int sensor_setup(int id);

int probe_bad(struct sensor *sensor)
{
	int ret;

	v4l2_ctrl_handler_init(&sensor->ctrls, 1);
	v4l2_ctrl_new_std(&sensor->ctrls, NULL, 1, 0, 255, 1, 0);
	if (sensor->ctrls.error) {
		v4l2_ctrl_handler_free(&sensor->ctrls);
		return sensor->ctrls.error;
	}
	ret = sensor_setup(sensor->id);
	if (ret < 0)
// CHECK: controls-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sensor->ctrls' is left initialised, though the function fails; nothing frees it [custody-controls-left]
		return ret;
	return 0;
}

int probe_ok(struct sensor *sensor)
{
	int ret;

	v4l2_ctrl_handler_init(&sensor->ctrls, 1);
	v4l2_ctrl_new_std(&sensor->ctrls, NULL, 1, 0, 255, 1, 0);
	ret = sensor->ctrls.error;
	if (ret)
		goto err_ctrls;
	ret = sensor_setup(sensor->id);
	if (ret < 0)
		goto err_ctrls;
	return 0;
err_ctrls:
	v4l2_ctrl_handler_free(&sensor->ctrls);
	return ret;
}

/* No path of this function frees it: the caller does. */
int init_ctrls_ok(struct sensor *sensor)
{
	int ret = v4l2_ctrl_handler_init(&sensor->ctrls, 1);

	if (ret)
		return ret;
	v4l2_ctrl_new_std(&sensor->ctrls, NULL, 1, 0, 255, 1, 0);
	return sensor->ctrls.error;
}

/* The handler itself could not be set up: nothing is there to be freed. */
int refused_ok(struct sensor *sensor)
{
	int ret;

	v4l2_ctrl_handler_init(&sensor->ctrls, 1);
	if (sensor->ctrls.error)
		return sensor->ctrls.error;
	ret = sensor_setup(sensor->id);
	if (ret < 0)
		v4l2_ctrl_handler_free(&sensor->ctrls);
	return ret;
}

/* A control that could not be added leaves what was there before. */
int refused_bad(struct sensor *sensor)
{
	int ret;

	v4l2_ctrl_handler_init(&sensor->ctrls, 1);
	if (sensor->ctrls.error)
		return sensor->ctrls.error;
	v4l2_ctrl_new_std(&sensor->ctrls, NULL, 1, 0, 255, 1, 0);
	if (sensor->ctrls.error)
// CHECK: controls-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'sensor->ctrls' is left initialised, though the function fails; nothing frees it [custody-controls-left]
		return sensor->ctrls.error;
	ret = sensor_setup(sensor->id);
	if (ret < 0)
		v4l2_ctrl_handler_free(&sensor->ctrls);
	return ret;
}
