// SPDX-License-Identifier: MIT
#include <linux/errno.h>
#include <linux/kernel.h>
#include <drm/drm_vma_manager.h>

void drm_vma_offset_manager_init(struct drm_vma_offset_manager *mgr, unsigned long page_offset,
				 unsigned long size)
{
	spin_lock_init(&mgr->vm_lock);
	drm_mm_init(&mgr->vm_addr_space_mm, page_offset, size);
}

void drm_vma_offset_manager_destroy(struct drm_vma_offset_manager *mgr)
{
	drm_mm_takedown(&mgr->vm_addr_space_mm);
}

int drm_vma_offset_add(struct drm_vma_offset_manager *mgr, struct drm_vma_offset_node *node,
		       unsigned long pages)
{
	int error = 0;

	spin_lock(&mgr->vm_lock);
	if (!drm_mm_node_allocated(&node->vm_node))
		error = drm_mm_insert_node(&mgr->vm_addr_space_mm, &node->vm_node, pages);
	spin_unlock(&mgr->vm_lock);
	return error;
}

void drm_vma_offset_remove(struct drm_vma_offset_manager *mgr, struct drm_vma_offset_node *node)
{
	spin_lock(&mgr->vm_lock);
	if (drm_mm_node_allocated(&node->vm_node))
		drm_mm_remove_node(&node->vm_node);
	spin_unlock(&mgr->vm_lock);
}

struct drm_vma_offset_node *drm_vma_offset_exact_lookup_locked(struct drm_vma_offset_manager *mgr,
							       unsigned long start,
							       unsigned long pages)
{
	struct drm_mm_node *node;

	lockdep_assert_held(&mgr->vm_lock);
	drm_mm_for_each_node_in_range(node, &mgr->vm_addr_space_mm, start, start + 1) {
		if (node->start == start && pages <= node->size)
			return container_of(node, struct drm_vma_offset_node, vm_node);
	}
	return NULL;
}

/* --- who may ------------------------------------------------------------------------------ */

static unsigned long index_of(struct drm_file *tag)
{
	return (unsigned long)tag / sizeof(void *);
}

static unsigned long count_of(struct drm_vma_offset_node *node, unsigned long index)
{
	void *entry = xa_load(&node->vm_files, index);

	return entry ? xa_to_value(entry) : 0;
}

int drm_vma_node_allow(struct drm_vma_offset_node *node, struct drm_file *tag)
{
	unsigned long index = index_of(tag);
	void *entry;

	xa_lock(&node->vm_files);
	entry = __xa_store(&node->vm_files, index, xa_mk_value(count_of(node, index) + 1),
			   GFP_ATOMIC);
	xa_unlock(&node->vm_files);
	return xa_err(entry);
}

void drm_vma_node_revoke(struct drm_vma_offset_node *node, struct drm_file *tag)
{
	unsigned long index = index_of(tag), count;

	xa_lock(&node->vm_files);
	count = count_of(node, index);
	/* in the place of the old count: it can't fail */
	if (count > 1)
		(void)__xa_store(&node->vm_files, index, xa_mk_value(count - 1), GFP_ATOMIC);
	else if (count)
		__xa_erase(&node->vm_files, index);
	xa_unlock(&node->vm_files);
}

bool drm_vma_node_is_allowed(struct drm_vma_offset_node *node, struct drm_file *tag)
{
	return xa_load(&node->vm_files, index_of(tag));
}
