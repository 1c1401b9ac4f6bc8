/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pm_runtime.h>

int set_scale(struct device *dev, int val);

int write_bad(struct device *dev, int val)
{
	int ret;

	pm_runtime_get_sync(dev);
	if (val < 0)
// CHECK: pm-runtime-unbalanced.c:[[@LINE+1]]:{{[0-9]+}}: warning: the usage count of 'dev' is still held; other paths drop it [custody-pm-runtime-unbalanced]
		return -22;
	ret = val + 1;
	pm_runtime_put_sync(dev);
	return ret;
}

int write_ok(struct device *dev, int val)
{
	int ret = -22;

	pm_runtime_get_sync(dev);
	if (val >= 0)
		ret = val + 1;
	pm_runtime_put_sync(dev);
	return ret;
}

/* Held while it is open. */
int open_ok(struct device *dev, int busy)
{
	pm_runtime_get_sync(dev);
	if (busy) {
		pm_runtime_put_sync(dev);
		return -16;
	}
	return 0;
}

/* The structure that holds the device goes to code that is not seen, in a function that is. */
struct board {
	struct parent {
		struct device *dev;
	} base;
	struct part {
		struct board *of;
		struct device *dev;
	} *part;
};
struct part *new_part(struct parent *base);
int manage(struct parent *base, int what);

static int start_part(struct board *b, struct part *part)
{
	part->of = b;
	pm_runtime_get_sync(part->dev);
	pm_runtime_put_sync(part->dev);
	return manage(&b->base, 2);
}

static int add_part(struct board *b)
{
	struct part *part = new_part(&b->base);
	int ret;

	if (!part)
		return -12;
	ret = manage(&b->base, 1);
	if (ret)
		return ret;
	b->part = part;
	ret = start_part(b, part);
	if (ret)
		return ret;
	return manage(&b->base, 3);
}

int probe_ok(struct board *b)
{
	int ret;

	pm_runtime_get_sync(b->base.dev);
	if (!b->part) {
		ret = -19;
		goto err_put;
	}
	ret = add_part(b);
	if (ret)
		goto err_put;
	pm_runtime_put_sync(b->base.dev);
	return 0;
err_put:
	pm_runtime_put_sync(b->base.dev);
	return ret;
}

/* What a helper takes and drops again is no other path's end of what this function takes. */
int plug(void);
static int plug_ok(struct device *dev)
{
	if (pm_runtime_resume_and_get(dev))
		return -5;
	if (plug()) {
		pm_runtime_put_sync(dev);
		return -22;
	}
	return 0;
}

void enable_ok(struct device *dev, int wired)
{
	if (wired)
		plug_ok(dev);
	if (pm_runtime_resume_and_get(dev))
		return;
	plug();
}

/* The device is read again after code that is not seen had what leads to it. */
struct dish {
	struct device *dev;
};
struct plate {
	struct dish *dish;
	int id;
};
int plate_id(struct dish **dish);
int plate_look(struct plate *plate, int *id);

static int plate_reset(struct plate *plate)
{
	int id;

	plate->id = 0;
	if (plate_look(plate, &id))
		return -19;
	return id;
}

int plate_ok(struct plate *plate, int val)
{
	struct dish *dish = plate->dish;
	int ret = -22;

	pm_runtime_get_sync(dish->dev);
	if (val < 0)
		goto put;
	ret = plate_reset(plate);
	if (ret == -19)
		goto put;
	ret = plate_id(&plate->dish);
put:
	pm_runtime_put_sync(dish->dev);
	return ret;
}

/* Where it goes well, a mark says that somebody else has to drop it. */
struct tap {
	struct device *dev;
	int on, level;
};

void tap_open_ok(struct tap *tap, int level)
{
	if (tap->on || pm_runtime_resume_and_get(tap->dev))
		return;
	if (plug())
		goto turn_off;
	tap->level = level;
	tap->on = 1;
	return;
turn_off:
	pm_runtime_put_sync(tap->dev);
}

void tap_set_bad(struct tap *tap, int val)
{
	if (pm_runtime_resume_and_get(tap->dev))
		return;
	if (val < 0)
// CHECK: pm-runtime-unbalanced.c:[[@LINE+1]]:{{[0-9]+}}: warning: the usage count of 'tap->dev' is still held; other paths drop it [custody-pm-runtime-unbalanced]
		return;
	tap->level = 1;
	plug();
	pm_runtime_put_sync(tap->dev);
}

/* No result, but it fails as well: where all went well it stays held, until it is turned off. */
void tap_enable_ok(struct tap *tap, int level)
{
	int ret = pm_runtime_resume_and_get(tap->dev);

	if (ret < 0)
		return;
	ret = plug();
	if (ret)
		goto put;
	tap->level = level;
	return;
put:
	pm_runtime_put_sync(tap->dev);
}

void tap_measure_bad(struct tap *tap, int level)
{
	int ret = pm_runtime_resume_and_get(tap->dev);

	if (ret < 0)
		return;
	ret = plug();
	if (ret)
// CHECK: pm-runtime-unbalanced.c:[[@LINE+1]]:{{[0-9]+}}: warning: the usage count of 'tap->dev' is still held; other paths drop it [custody-pm-runtime-unbalanced]
		return;
	tap->level = level;
	pm_runtime_put_sync(tap->dev);
}

/* It is being resumed, and held: no failure. */
int async_ok(struct device *dev)
{
	int ret = pm_runtime_get(dev);

	if (ret < 0 && ret != -115)
		pm_runtime_put_noidle(dev);
	return ret;
}

int async_bad(struct device *dev, int late)
{
	int ret = pm_runtime_get(dev);

	if (ret < 0 && late)
		pm_runtime_put_noidle(dev);
// CHECK: pm-runtime-unbalanced.c:[[@LINE+1]]:{{[0-9]+}}: warning: the usage count of 'dev' is still held; other paths drop it [custody-pm-runtime-unbalanced]
	return ret;
}
