/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <drm/drm_mm.h>
#include <linux/atomic.h>
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

#endif
