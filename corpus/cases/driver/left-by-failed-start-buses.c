/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Whatever the bus: where probe() or bind() fails, remove() and unbind() do not run. */
#include <linux/device.h>
#include <linux/slab.h>

struct mipi_dsi_device {
	struct device dev;
};
struct mipi_dsi_driver {
	int (*probe)(struct mipi_dsi_device *dsi);
	void (*remove)(struct mipi_dsi_device *dsi);
};
struct component_ops {
	int (*bind)(struct device *comp, struct device *master, void *data);
	void (*unbind)(struct device *comp, struct device *master, void *data);
};
struct drm_panel {
	int number;
};
struct drm_bridge {
	int number;
};
struct drm_dp_aux {
	int number;
};
void dev_set_drvdata(struct device *dev, void *data);
void *dev_get_drvdata(const struct device *dev);
int mipi_dsi_attach(struct mipi_dsi_device *dsi);
int mipi_dsi_detach(struct mipi_dsi_device *dsi);
void drm_panel_add(struct drm_panel *panel);
void drm_panel_remove(struct drm_panel *panel);
void drm_bridge_add(struct drm_bridge *bridge);
void drm_bridge_remove(struct drm_bridge *bridge);
int drm_dp_aux_register(struct drm_dp_aux *aux);
void drm_dp_aux_unregister(struct drm_dp_aux *aux);

struct screen {
	struct drm_panel panel;
	struct drm_bridge bridge;
	struct drm_dp_aux aux;
};

static int screen_probe_bad(struct mipi_dsi_device *dsi)
{
	struct screen *s = devm_kzalloc(&dsi->dev, sizeof(*s), GFP_KERNEL);

	if (!s)
		return -ENOMEM;
	dev_set_drvdata(&dsi->dev, s);
	drm_panel_add(&s->panel);
// CHECK: left-by-failed-start-buses.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's->panel' is still set up, by drm_panel_add(), though this function fails: {{.*}} [custody-left-by-failed-start]
	return mipi_dsi_attach(dsi);
}

static int screen_probe_ok(struct mipi_dsi_device *dsi)
{
	struct screen *s = devm_kzalloc(&dsi->dev, sizeof(*s), GFP_KERNEL);
	int error;

	if (!s)
		return -ENOMEM;
	dev_set_drvdata(&dsi->dev, s);
	drm_panel_add(&s->panel);
	error = mipi_dsi_attach(dsi);
	if (error)
		drm_panel_remove(&s->panel);
	return error;
}

static void screen_remove(struct mipi_dsi_device *dsi)
{
	struct screen *s = dev_get_drvdata(&dsi->dev);

	mipi_dsi_detach(dsi);
	drm_panel_remove(&s->panel);
}

static int screen_bind_bad(struct device *comp, struct device *master, void *data)
{
	struct screen *s = dev_get_drvdata(comp);
	int error;

	drm_bridge_add(&s->bridge);
	error = drm_dp_aux_register(&s->aux);
	if (error)
// CHECK: left-by-failed-start-buses.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}bridge' is still set up, by drm_bridge_add(), though this function fails: {{.*}} [custody-left-by-failed-start]
		return error;
	return 0;
}

static int screen_bind_ok(struct device *comp, struct device *master, void *data)
{
	struct screen *s = dev_get_drvdata(comp);
	int error;

	drm_bridge_add(&s->bridge);
	error = drm_dp_aux_register(&s->aux);
	if (error)
		drm_bridge_remove(&s->bridge);
	return error;
}

static void screen_unbind(struct device *comp, struct device *master, void *data)
{
	struct screen *s = dev_get_drvdata(comp);

	drm_dp_aux_unregister(&s->aux);
	drm_bridge_remove(&s->bridge);
}

struct mipi_dsi_driver bad_driver = {.probe = screen_probe_bad, .remove = screen_remove};
struct mipi_dsi_driver good_driver = {.probe = screen_probe_ok, .remove = screen_remove};
const struct component_ops bad_ops = {.bind = screen_bind_bad, .unbind = screen_unbind};
const struct component_ops good_ops = {.bind = screen_bind_ok, .unbind = screen_unbind};
