// SPDX-License-Identifier: MIT
/* Ioctls: found by their number, allowed by their flags, with the caller's struct copied in and
 * out. */
#include "checked.h"
#include "drm_internal.h"
#include "testing.h"

#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_ioctl.h>

#define CORE_IOCTL(ioctl, function)                                                                \
	[DRM_IOCTL_NR(DRM_IOCTL_##ioctl)] = {.cmd = DRM_IOCTL_##ioctl,                             \
					     .func = function,                                     \
					     .flags = DRM_RENDER_ALLOW,                            \
					     .name = #ioctl}

static const struct drm_ioctl_desc core_ioctls[] = {
	CORE_IOCTL(GEM_CLOSE, drm_gem_close_ioctl),
	CORE_IOCTL(PRIME_HANDLE_TO_FD, drm_prime_handle_to_fd_ioctl),
	CORE_IOCTL(PRIME_FD_TO_HANDLE, drm_prime_fd_to_handle_ioctl),
	CORE_IOCTL(SYNCOBJ_CREATE, drm_syncobj_create_ioctl),
	CORE_IOCTL(SYNCOBJ_DESTROY, drm_syncobj_destroy_ioctl),
	CORE_IOCTL(SYNCOBJ_WAIT, drm_syncobj_wait_ioctl),
	CORE_IOCTL(SYNCOBJ_RESET, drm_syncobj_reset_ioctl),
	CORE_IOCTL(SYNCOBJ_SIGNAL, drm_syncobj_signal_ioctl),
};

int drm_ioctl_permit(u32 flags, struct drm_file *file)
{
	if ((flags & DRM_ROOT_ONLY) && !kernel_is_privileged())
		return -EACCES;
	if ((flags & DRM_AUTH) && !drm_is_render_client(file) && !file->authenticated)
		return -EACCES;
	if ((flags & DRM_MASTER) && !drm_is_current_master(file))
		return -EACCES;
	if (!(flags & DRM_RENDER_ALLOW) && drm_is_render_client(file))
		return -EACCES;
	return 0;
}

static const struct drm_ioctl_desc *find_ioctl(struct drm_device *dev, unsigned int nr)
{
	const struct drm_driver *driver = dev->driver;
	const struct drm_ioctl_desc *ioctl = NULL;

	if (nr >= DRM_COMMAND_BASE && nr < DRM_COMMAND_END) {
		if ((int)(nr - DRM_COMMAND_BASE) < driver->num_ioctls)
			ioctl = &driver->ioctls[nr - DRM_COMMAND_BASE];
	} else if (nr < ARRAY_SIZE(core_ioctls)) {
		ioctl = &core_ioctls[nr];
	}
	return ioctl && ioctl->func ? ioctl : NULL;
}

static int call(const struct drm_ioctl_desc *ioctl, struct drm_device *dev, void *data,
		struct drm_file *file)
{
	int sections = kernel_drm_sections(), error;

	error = drm_ioctl_permit(ioctl->flags, file);
	if (error)
		return error;
	error = ioctl->func(dev, data, file);
	checked_that_in(ioctl->func, kernel_drm_sections() <= sections, "dev-section-left-open",
			"%s returns inside of a section of drm_dev_enter()", ioctl->name);
	return error;
}

long drm_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct drm_file *file = filp->private_data;
	struct drm_device *dev = file->minor->dev;
	const struct drm_ioctl_desc *ioctl;
	unsigned int in, out, size;
	int error = -EFAULT;
	void *data;

	if (drm_dev_is_unplugged(dev))
		return -ENODEV;
	ioctl = find_ioctl(dev, DRM_IOCTL_NR(cmd));
	if (!ioctl)
		return -EINVAL;
	/* caller and driver may be of different versions: what one of them does not have is 0 */
	in = cmd & ioctl->cmd & IOC_IN ? _IOC_SIZE(cmd) : 0;
	out = cmd & ioctl->cmd & IOC_OUT ? _IOC_SIZE(cmd) : 0;
	size = max3(in, out, (unsigned int)_IOC_SIZE(ioctl->cmd));
	data = kzalloc(size, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	if (copy_from_user(data, (void __user *)arg, in))
		goto free;
	error = call(ioctl, dev, data, file);
	if (copy_to_user((void __user *)arg, data, out))
		error = -EFAULT;
free:
	kfree(data);
	return error;
}
