/* SPDX-License-Identifier: MIT */
#ifndef _CASES_DRM_IOCTL_H
#define _CASES_DRM_IOCTL_H
#include <drm/drm_gem.h>
#include <linux/err.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

struct drm_device {
	void *dev;
};
struct drm_driver {
	int (*open)(struct drm_device *dev, struct drm_file *file);
	void (*postclose)(struct drm_device *dev, struct drm_file *file);
};
struct drm_ioctl_desc {
	unsigned int cmd;
	int (*func)(struct drm_device *dev, void *data, struct drm_file *file);
};
struct dma_fence;
struct drm_sched_backend_ops {
	struct dma_fence *(*run_job)(struct drm_sched_job *job);
	void (*free_job)(struct drm_sched_job *job);
};

/* Entries one after the other: the kernel's xa_for_each() without its marks. */
void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, unsigned int mark);
void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max, unsigned int mark);
void xa_destroy(struct xarray *xa);
#define xa_for_each(xa, index, entry)                                                            \
	for (index = 0, entry = xa_find(xa, &index, ~0ul, 8); entry;                               \
	     entry = xa_find_after(xa, &index, ~0ul, 8))

#endif
