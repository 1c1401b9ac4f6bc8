/* SPDX-License-Identifier: MIT */
#ifndef _DRM_FILE_H_
#define _DRM_FILE_H_

#include "custody.h"

#include <linux/fs.h>
#include <linux/list.h>
#include <linux/xarray.h>
#include <drm/drm_prime.h>

struct drm_device;

enum drm_minor_type {
	DRM_MINOR_PRIMARY = 0,
	DRM_MINOR_RENDER = 2,
};

struct drm_minor {
	int index; /* its number */
	int type;
	struct device *kdev;
	struct drm_device *dev;
};

/**
 * struct drm_file - a client: one open file of a device
 * @authenticated: it may do what DRM_AUTH asks for
 * @minor: the node it was opened by
 * @driver_priv: the driver's
 * @filp: the file
 * @lhead: in drm_device.filelist
 * @client_id: its number, which no other client ever has
 *
 * It is the callbacks', for as long as they run. What a driver keeps about a client is in
 * driver_priv, and goes in postclose().
 */
struct drm_file {
	bool authenticated;
	struct drm_minor *minor;
	void *driver_priv;
	struct file *filp;
	struct list_head lhead;
	u64 client_id;
	/* private: */
	struct xarray object_xa; /* objects by handle; each has a handle count and a reference */
	struct xarray syncobj_xa; /* references to syncobjs, by handle */
	struct drm_prime_file_private prime;
};

int drm_open(struct inode *inode, struct file *filp);
int drm_release(struct inode *inode, struct file *filp);
bool drm_is_current_master(struct drm_file *file);

static inline bool drm_is_primary_client(const struct drm_file *file)
{
	return file->minor->type == DRM_MINOR_PRIMARY;
}

static inline bool drm_is_render_client(const struct drm_file *file)
{
	return file->minor->type == DRM_MINOR_RENDER;
}

#endif
