/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Not only probe(): wherever what undoes a function of a table runs after its success alone. */
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/slab.h>

struct regulator_bulk_data {
	const char *supply;
};
int regulator_bulk_enable(int num_consumers, struct regulator_bulk_data *consumers);
int regulator_bulk_disable(int num_consumers, struct regulator_bulk_data *consumers);
int write_register(void *chip, int number);

struct drm_panel {
	struct device *dev;
};
struct drm_panel_funcs {
	int (*prepare)(struct drm_panel *panel);
	int (*unprepare)(struct drm_panel *panel);
};
struct vb2_queue {
	void *drv_priv;
};
struct vb2_ops {
	int (*start_streaming)(struct vb2_queue *q, unsigned int count);
	void (*stop_streaming)(struct vb2_queue *q);
};
struct mbox_chan {
	void *con_priv;
};
struct mbox_chan_ops {
	int (*startup)(struct mbox_chan *chan);
	void (*shutdown)(struct mbox_chan *chan);
};

struct screen {
	struct drm_panel panel;
	struct regulator_bulk_data supplies[2];
};

static int screen_prepare_bad(struct drm_panel *panel)
{
	struct screen *s = container_of(panel, struct screen, panel);
	int ret = regulator_bulk_enable(2, s->supplies);

	if (ret)
		return ret;
// CHECK: left-by-failed-start-tables.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the screen that holds panel.supplies' is still set up, by regulator_bulk_enable(), though this function fails: what undoes it runs only after success [custody-left-by-failed-start]
	return write_register(s, 1);
}

static int screen_prepare_ok(struct drm_panel *panel)
{
	struct screen *s = container_of(panel, struct screen, panel);
	int ret = regulator_bulk_enable(2, s->supplies);

	if (ret)
		return ret;
	ret = write_register(s, 1);
	if (ret < 0)
		regulator_bulk_disable(2, s->supplies);
	return ret;
}

static int screen_unprepare(struct drm_panel *panel)
{
	struct screen *s = container_of(panel, struct screen, panel);

	return regulator_bulk_disable(2, s->supplies);
}

const struct drm_panel_funcs screen_funcs_bad = {
	.prepare = screen_prepare_bad,
	.unprepare = screen_unprepare,
};
const struct drm_panel_funcs screen_funcs_ok = {
	.prepare = screen_prepare_ok,
	.unprepare = screen_unprepare,
};

/* Its owner calls shutdown() where startup() fails, too. */
static int line_startup_ok(struct mbox_chan *chan)
{
	struct screen *s = chan->con_priv;
	int ret = regulator_bulk_enable(2, s->supplies);

	return ret ? ret : write_register(s, 1);
}

static void line_shutdown(struct mbox_chan *chan)
{
	struct screen *s = chan->con_priv;

	regulator_bulk_disable(2, s->supplies);
}

const struct mbox_chan_ops line_ops = {
	.startup = line_startup_ok,
	.shutdown = line_shutdown,
};

#define FRAMES 4
struct camera {
	struct device *dev;
	void *frame[FRAMES];
	dma_addr_t where[FRAMES];
	int made;
};

static int make_frames(struct camera *c)
{
	for (c->made = 0; c->made < FRAMES; c->made++) {
		c->frame[c->made] = dma_alloc_coherent(c->dev, 4096, &c->where[c->made], GFP_KERNEL);
		if (!c->frame[c->made])
			return -ENOMEM;
	}
	return 0;
}

static void free_frames(struct camera *c)
{
	while (c->made) {
		c->made--;
		dma_free_coherent(c->dev, 4096, c->frame[c->made], c->where[c->made]);
	}
}

static int camera_start_bad(struct vb2_queue *q, unsigned int count)
{
	struct camera *c = q->drv_priv;
	int ret = make_frames(c);

	if (ret)
// CHECK: left-by-failed-start-tables.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of dma_alloc_coherent()' is still allocated, by make_frames(), though this function fails: what undoes it runs only after success [custody-left-by-failed-start]
		return ret;
	ret = write_register(c, 2);
	if (ret)
		free_frames(c);
	return ret;
}

/* Each frame that was made is taken back by a loop that may have other rounds. */
static int camera_start_ok(struct vb2_queue *q, unsigned int count)
{
	struct camera *c = q->drv_priv;
	int ret = make_frames(c);

	if (ret)
		goto out;
	ret = write_register(c, 2);
	if (ret)
		goto out;
	return 0;
out:
	free_frames(c);
	return ret;
}

static void camera_stop(struct vb2_queue *q)
{
	free_frames(q->drv_priv);
}

const struct vb2_ops camera_ops_bad = {
	.start_streaming = camera_start_bad,
	.stop_streaming = camera_stop,
};
const struct vb2_ops camera_ops_ok = {
	.start_streaming = camera_start_ok,
	.stop_streaming = camera_stop,
};
