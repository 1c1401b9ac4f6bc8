/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <drm/drm_mm.h>
#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/types.h>

/* A page. There is one for every page that somebody asked about; `address` is where it is. */
struct page {
	void *address;
	atomic_t refs;
	atomic_t pins; /* of pin_user_pages_fast() */
	atomic_t mapped; /* entries of DMA mappings that reach it */
	bool dirty;
	unsigned int order; /* of the block that it is the first page of */
	struct drm_mm_node node; /* that block */
};

struct file;
struct vm_operations_struct;

/* A program's mapping of a file. The memory is where the file says it is: there is nothing to put
 * it elsewhere. */
struct vm_area_struct {
	unsigned long vm_start, vm_end;
	unsigned long vm_pgoff;
	unsigned long vm_flags;
	struct file *vm_file;
	const struct vm_operations_struct *vm_ops;
	void *vm_private_data;
	/* private: */
	struct list_head list; /* of testing.h's mappings */
	void *memory; /* set by the file's mmap() */
};

#endif
