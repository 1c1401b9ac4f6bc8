/* SPDX-License-Identifier: MIT */
/* Offsets of the device's file at which programs map objects, and which files may. */
#ifndef __DRM_VMA_MANAGER_H__
#define __DRM_VMA_MANAGER_H__

#include <linux/page_size.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/xarray.h>
#include <drm/drm_mm.h>

struct drm_file;

struct drm_vma_offset_node {
	struct drm_mm_node vm_node; /* in pages */
	struct xarray vm_files; /* counts, by the file's address */
};

struct drm_vma_offset_manager {
	spinlock_t vm_lock;
	struct drm_mm vm_addr_space_mm;
};

void drm_vma_offset_manager_init(struct drm_vma_offset_manager *mgr, unsigned long page_offset,
				 unsigned long size);
void drm_vma_offset_manager_destroy(struct drm_vma_offset_manager *mgr);
/* 0 too if it has an offset already. */
int drm_vma_offset_add(struct drm_vma_offset_manager *mgr, struct drm_vma_offset_node *node,
		       unsigned long pages);
void drm_vma_offset_remove(struct drm_vma_offset_manager *mgr, struct drm_vma_offset_node *node);
/* With vm_lock held: the node that begins there. */
struct drm_vma_offset_node *drm_vma_offset_exact_lookup_locked(struct drm_vma_offset_manager *mgr,
							       unsigned long start,
							       unsigned long pages);
int drm_vma_node_allow(struct drm_vma_offset_node *node, struct drm_file *tag);
void drm_vma_node_revoke(struct drm_vma_offset_node *node, struct drm_file *tag);
bool drm_vma_node_is_allowed(struct drm_vma_offset_node *node, struct drm_file *tag);

static inline void drm_vma_node_reset(struct drm_vma_offset_node *node)
{
	node->vm_node = (struct drm_mm_node){};
	xa_init(&node->vm_files);
}

static inline void drm_vma_offset_lock_lookup(struct drm_vma_offset_manager *mgr)
{
	spin_lock(&mgr->vm_lock);
}

static inline void drm_vma_offset_unlock_lookup(struct drm_vma_offset_manager *mgr)
{
	spin_unlock(&mgr->vm_lock);
}

static inline u64 drm_vma_node_offset_addr(struct drm_vma_offset_node *node)
{
	return (u64)node->vm_node.start << PAGE_SHIFT;
}

#endif
