/* SPDX-License-Identifier: MIT */
/* A board with a drm_device on it. No driver is bound: a group of resources stands for one. */
#ifndef KERNEL_TEST_BOARD_H
#define KERNEL_TEST_BOARD_H

#include "harness.h"

#include <linux/device.h>
#include <linux/err.h>
#include <drm/drm_drv.h>

struct board {
	struct device *dev;
	struct drm_device drm;
};

static char board_group;

static inline struct board *board_new(const char *name, const struct drm_driver *driver)
{
	struct device *dev = root_device_register(name);
	struct board *board;

	CHECK(!IS_ERR(dev));
	dev->dma_coherent = true;
	CHECK(devres_open_group(dev, &board_group, GFP_KERNEL));
	board = devm_drm_dev_alloc(dev, driver, struct board, drm);
	CHECK(!IS_ERR(board));
	board->dev = dev;
	CHECK_EQ(drm_dev_register(&board->drm, 0), 0);
	return board;
}

static inline void board_end(struct board *board)
{
	struct device *dev = board->dev;

	drm_dev_unplug(&board->drm);
	devres_release_group(dev, &board_group);
	root_device_unregister(dev);
}

#endif
