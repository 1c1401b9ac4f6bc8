/* SPDX-License-Identifier: MIT */
/*
 * The address spaces of devices, and what the hardware's side does with them. Programs that play a
 * device call kernel_device_read() and kernel_device_write(); drivers include linux/dma-mapping.h.
 */
#ifndef KERNEL_IOMMU_H
#define KERNEL_IOMMU_H

#include <linux/dma-direction.h>
#include <linux/types.h>

struct device;
struct page;

/* A piece of memory, by its address. */
struct iommu_piece {
	char *memory;
	size_t size;
};

/*
 * Gives the pieces consecutive device addresses, each beginning at its offset in a page; pieces
 * that meet at an edge of a page are adjacent. A device that is not coherent works on a copy. 0 is
 * no address.
 */
dma_addr_t kernel_iommu_map(struct device *dev, const struct iommu_piece *pieces,
			    unsigned int count, enum dma_data_direction dir, bool coherent);
void kernel_iommu_unmap(struct device *dev, dma_addr_t address);
/* Between the memory and what a device that is not coherent sees. */
void kernel_iommu_sync(struct device *dev, dma_addr_t address, size_t size, bool to_device);
void kernel_iommu_destroy(struct device *dev);

/* The device accesses memory: 0, or -EFAULT where nothing is mapped in that direction. */
int kernel_device_read(struct device *dev, dma_addr_t from, void *to, size_t size);
int kernel_device_write(struct device *dev, dma_addr_t to, const void *from, size_t size);

#endif
