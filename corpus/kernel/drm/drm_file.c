// SPDX-License-Identifier: MIT
/* Clients. */
#include "checked.h"
#include "custody.h"
#include "drm_internal.h"
#include "testing.h"

#include <linux/err.h>
#include <linux/slab.h>
#include <drm/drm_drv.h>
#include <drm/drm_file.h>

static bool privileged = true;
static atomic64_t last_client_id = ATOMIC64_INIT(0);

void kernel_set_privileged(bool is_privileged)
{
	WRITE_ONCE(privileged, is_privileged);
}

bool kernel_is_privileged(void)
{
	return READ_ONCE(privileged);
}

static struct drm_file *drm_file_alloc(struct drm_minor *minor, struct file *filp)
{
	struct drm_device *dev = minor->dev;
	struct drm_file *file = kzalloc(sizeof(*file), GFP_KERNEL);
	int error;

	if (!file)
		return ERR_PTR(-ENOMEM);
	file->minor = minor;
	__trusted_block("drm_release() frees the one when the other is closed")
	{
		file->filp = filp;
	}
	file->authenticated = kernel_is_privileged();
	INIT_LIST_HEAD(&file->lhead);
	file->client_id = atomic64_inc_return(&last_client_id);
	drm_gem_open(file);
	drm_syncobj_open(file);
	drm_prime_open(file);
	error = dev->driver->open ? dev->driver->open(dev, file) : 0;
	if (!error)
		return file;
	drm_prime_release(file);
	drm_syncobj_release(file);
	drm_gem_release(dev, file);
	kfree(file);
	return ERR_PTR(error);
}

static void add_to_list(struct drm_device *dev, struct drm_file *file)
{
	mutex_lock(&dev->filelist_mutex);
	list_add(&file->lhead, &dev->filelist);
	/* the first who comes has the display */
	if (drm_is_primary_client(file) && !dev->master) {
		dev->master = file;
		file->authenticated = true;
	}
	mutex_unlock(&dev->filelist_mutex);
}

bool drm_is_current_master(struct drm_file *file)
{
	struct drm_device *dev = file->minor->dev;
	bool is_master;

	mutex_lock(&dev->filelist_mutex);
	is_master = dev->master == file;
	mutex_unlock(&dev->filelist_mutex);
	return is_master;
}

int drm_open(struct inode *inode, struct file *filp)
{
	struct drm_minor *minor = drm_minor_acquire(iminor(inode));
	struct drm_file *file;

	if (IS_ERR(minor))
		return PTR_ERR(minor);
	file = drm_file_alloc(minor, filp);
	if (IS_ERR(file)) {
		drm_dev_put(minor->dev);
		return PTR_ERR(file);
	}
	filp->private_data = file;
	/* the reference is the file's */
	add_to_list(minor->dev, file);
	return 0;
}

int drm_release(struct inode *inode, struct file *filp)
{
	struct drm_file *file = filp->private_data;
	struct drm_device *dev = file->minor->dev;

	(void)inode;
	mutex_lock(&dev->filelist_mutex);
	list_del(&file->lhead);
	if (dev->master == file)
		dev->master = NULL;
	mutex_unlock(&dev->filelist_mutex);
	drm_syncobj_release(file);
	drm_gem_release(dev, file);
	if (dev->driver->postclose)
		dev->driver->postclose(dev, file);
	drm_prime_release(file);
	filp->private_data = NULL;
	kfree(file);
	drm_dev_put(dev);
	return 0;
}
