/* SPDX-License-Identifier: MIT */
/* The hardware's side of registers: programs that play a device put its model at an address. */
#ifndef KERNEL_MMIO_H
#define KERNEL_MMIO_H

#include <linux/types.h>

/* What an access does; offset is from the region's start. Called by any thread. */
struct kernel_mmio_ops {
	u64 (*read)(void *model, u64 offset, unsigned int size);
	void (*write)(void *model, u64 offset, unsigned int size, u64 value);
};

/* A range of physical addresses; without ops it is plain memory. 0: there is no memory. */
resource_size_t kernel_mmio_add(size_t size, const struct kernel_mmio_ops *ops, void *model);
/* The memory of a region that has no ops, as the device sees it. */
void *kernel_mmio_memory(resource_size_t start);
/* Whether the device answers; it does at first. */
void kernel_mmio_enable(resource_size_t start, bool on);
/* The device is pulled out: no access is running any more, reads give ones, writes are lost. */
void kernel_mmio_unplug(resource_size_t start);
void kernel_mmio_remove(resource_size_t start);

#endif
