/* SPDX-License-Identifier: MIT */
/* Devices: what of them drivers and the DMA interface need. Buses and drivers are not here yet. */
#ifndef _LINUX_DEVICE_H
#define _LINUX_DEVICE_H

#include "custody.h"

#include <linux/dev_printk.h>
#include <linux/dma-direction.h>
#include <linux/kernel.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct kernel_iommu;

struct device_dma_parameters {
	unsigned int max_segment_size;
	unsigned int min_align_mask;
	unsigned long segment_boundary_mask;
};

struct device {
	struct device *parent;
	const char *init_name;
	void *platform_data;
	void *driver_data;
	void (*release)(struct device *dev);
	u64 *dma_mask;
	u64 coherent_dma_mask;
	struct device_dma_parameters *dma_parms;
	/* the device sees what the CPU wrote at once; without it only after a sync */
	bool dma_coherent;
	/* private: */
	struct kref ref;
	char *name;
	struct kernel_iommu *iommu;
} __refcounted(get_device, put_device);

/* The device has one reference afterwards; from then on only put_device() frees it. */
void device_initialize(struct device *dev);
struct device *get_device(struct device *dev);
void put_device(struct device *dev);
int dev_set_name(struct device *dev, const char *format, ...) __printf(2, 3);
const char *dev_name(const struct device *dev);

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

#endif
