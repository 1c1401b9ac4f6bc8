/* SPDX-License-Identifier: MIT */
#ifndef _DRM_DEVICE_H_
#define _DRM_DEVICE_H_

#include "custody.h"

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct device;
struct drm_driver;
struct drm_minor;
struct drm_vma_offset_manager;

/**
 * struct drm_device - a device that renders
 * @ref: its references: the driver's and one of each open file
 * @dev: the device of the bus
 * @driver: what the driver does
 * @primary: the node that is for everything
 * @render: the node that is for rendering only
 * @filelist_mutex: guards filelist
 * @filelist: open files
 * @object_name_lock: guards the handle counts of objects, and their dma_buf
 * @vma_offset_manager: the offsets at which programs map objects
 * @unplugged: the hardware is gone; drm_dev_enter() asks for it
 */
struct drm_device {
	struct kref ref;
	struct device *dev;
	const struct drm_driver *driver;
	void *dev_private;
	struct drm_minor *primary, *render;
	bool registered;
	u32 driver_features;
	bool unplugged;
	struct mutex filelist_mutex;
	struct list_head filelist;
	struct mutex object_name_lock;
	struct drm_vma_offset_manager *vma_offset_manager;
	/* private: */
	struct {
		struct list_head resources;
		void *final_kfree;
		spinlock_t lock;
	} managed;
	struct drm_file *master; /* guarded by filelist_mutex */
} __refcounted(drm_dev_get, drm_dev_put);

void drm_dev_get(struct drm_device *dev);
void drm_dev_put(struct drm_device *dev);

#endif
