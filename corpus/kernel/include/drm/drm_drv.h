/* SPDX-License-Identifier: MIT */
/**
 * DOC: DRM devices
 *
 * A driver's probe() makes a &struct drm_device with devm_drm_dev_alloc(), readies the hardware,
 * and shows the device to user space with drm_dev_register(); from then on files are opened. When
 * the device goes, drm_dev_unplug() takes the nodes away and waits for those who are inside of
 * drm_dev_enter() and drm_dev_exit(), which stand around each access to the hardware. Files that
 * are still open keep the &struct drm_device, but no longer the hardware.
 */
#ifndef _DRM_DRV_H_
#define _DRM_DRV_H_

#include <linux/bits.h>
#include <linux/list.h>
#include <drm/drm_device.h>

struct dma_buf;
struct dma_buf_attachment;
struct drm_file;
struct drm_gem_object;
struct drm_ioctl_desc;
struct file_operations;
struct sg_table;

enum drm_driver_feature {
	DRIVER_GEM = BIT(0),
	DRIVER_MODESET = BIT(1),
	DRIVER_RENDER = BIT(3),
	DRIVER_SYNCOBJ = BIT(5),
	DRIVER_SYNCOBJ_TIMELINE = BIT(6),
	DRIVER_GEM_GPUVA = BIT(8),
};

/**
 * struct drm_driver - what a driver does
 * @open: a file is opened; makes its driver_priv
 * @postclose: it is closed: the driver's part of it goes. Its handles have gone already
 * @release: the last reference of a device is gone; managed resources go after it
 * @gem_create_object: memory for an object of the shmem helpers, or an error pointer; optional
 * @gem_prime_import: an object for another's buffer; optional, drm_gem_prime_import() otherwise
 * @gem_prime_import_sg_table: an object whose memory is that table's, which it takes over
 * @ioctls: the driver's own, by their number from DRM_COMMAND_BASE on
 */
struct drm_driver {
	int (*open)(struct drm_device *dev, struct drm_file *file);
	void (*postclose)(struct drm_device *dev, struct drm_file *file);
	void (*release)(struct drm_device *dev);
	struct drm_gem_object *(*gem_create_object)(struct drm_device *dev, size_t size);
	struct drm_gem_object *(*gem_prime_import)(struct drm_device *dev, struct dma_buf *dma_buf);
	struct drm_gem_object *(*gem_prime_import_sg_table)(struct drm_device *dev,
							    struct dma_buf_attachment *attach,
							    struct sg_table *sgt);
	int major, minor, patchlevel;
	const char *name, *desc, *date;
	u32 driver_features;
	const struct drm_ioctl_desc *ioctls;
	int num_ioctls;
	const struct file_operations *fops;
};

void *__devm_drm_dev_alloc(struct device *parent, const struct drm_driver *driver, size_t size,
			   size_t offset);
/* A struct of that type with a drm_device as that member; its reference goes with the parent's
 * driver. */
#define devm_drm_dev_alloc(parent, driver, type, member)                                           \
	((type *)__devm_drm_dev_alloc(parent, driver, sizeof(type), offsetof(type, member)))

int __must_check drm_dev_register(struct drm_device *dev, unsigned long flags);
void drm_dev_unregister(struct drm_device *dev);

/* Whether the hardware is there; if so it stays until drm_dev_exit(). */
bool __must_check drm_dev_enter(struct drm_device *dev, int *idx);
void drm_dev_exit(int idx);
void drm_dev_unplug(struct drm_device *dev);

static inline bool drm_dev_is_unplugged(struct drm_device *dev)
{
	int idx;

	if (!drm_dev_enter(dev, &idx))
		return true;
	drm_dev_exit(idx);
	return false;
}

static inline bool drm_core_check_feature(const struct drm_device *dev,
					  enum drm_driver_feature feature)
{
	return dev->driver->driver_features & feature;
}

#endif
