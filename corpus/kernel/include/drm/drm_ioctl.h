/* SPDX-License-Identifier: MIT */
/* Ioctls: what is copied, and who may. */
#ifndef _DRM_IOCTL_H_
#define _DRM_IOCTL_H_

#include <linux/bits.h>
#include <linux/types.h>
#include <drm/drm.h>
#include <asm/ioctl.h>

struct drm_device;
struct drm_file;
struct file;

/* data is a copy of the caller's struct, padded with zeros; it is copied back. */
typedef int drm_ioctl_t(struct drm_device *dev, void *data, struct drm_file *file_priv);

#define DRM_IOCTL_NR(n) _IOC_NR(n)

enum drm_ioctl_flags {
	DRM_AUTH = BIT(0), /* authenticated clients, and all of the render node */
	DRM_MASTER = BIT(1), /* the one who has the display */
	DRM_ROOT_ONLY = BIT(2),
	DRM_RENDER_ALLOW = BIT(5), /* the render node, too */
};

struct drm_ioctl_desc {
	unsigned int cmd;
	enum drm_ioctl_flags flags;
	drm_ioctl_t *func;
	const char *name;
};

#define DRM_IOCTL_DEF_DRV(ioctl, _func, _flags)                                                    \
	[DRM_IOCTL_NR(DRM_IOCTL_##ioctl) - DRM_COMMAND_BASE] = {                                   \
		.cmd = DRM_IOCTL_##ioctl, .func = _func, .flags = _flags, .name = #ioctl}

int drm_ioctl_permit(u32 flags, struct drm_file *file_priv);
long drm_ioctl(struct file *filp, unsigned int cmd, unsigned long arg);
#define drm_compat_ioctl NULL

#endif
