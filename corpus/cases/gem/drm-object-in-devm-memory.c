/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>

struct drm_device;
struct drm_encoder {
	int index;
};
struct panel {
	int clock;
	struct drm_encoder encoder;
};
void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp);
void *drmm_kzalloc(struct drm_device *drm, size_t size, gfp_t gfp);
int drmm_encoder_init(struct drm_device *drm, struct drm_encoder *encoder, const void *funcs, int type, const char *name);
int panel_setup(struct panel *p);

int bind_bad(struct device *dev, struct drm_device *drm)
{
	struct panel *p = devm_kzalloc(dev, sizeof(*p), GFP_KERNEL);
	int ret;

	if (!p)
		return -ENOMEM;
	ret = panel_setup(p);
	if (ret)
		return ret;
// CHECK: drm-object-in-devm-memory.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&p->encoder' was allocated as managed (devm_) memory, but drmm_encoder_init() keeps what lies in it until the last user of the DRM device is gone [custody-drm-object-in-devm-memory]
	return drmm_encoder_init(drm, &p->encoder, NULL, 0, NULL);
}

int bind_ok(struct device *dev, struct drm_device *drm)
{
	struct panel *p = drmm_kzalloc(drm, sizeof(*p), GFP_KERNEL);
	int ret;

	if (!p)
		return -ENOMEM;
	ret = panel_setup(p);
	if (ret)
		return ret;
	return drmm_encoder_init(drm, &p->encoder, NULL, 0, NULL);
}
