// SPDX-License-Identifier: MIT
/* Programs that map buffers. A mapping has a reference to its object. */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <drm/drm_drv.h>
#include <drm/drm_gem.h>

int drm_gem_create_mmap_offset(struct drm_gem_object *obj)
{
	return drm_vma_offset_add(obj->dev->vma_offset_manager, &obj->vma_node,
				  obj->size >> PAGE_SHIFT);
}

void drm_gem_free_mmap_offset(struct drm_gem_object *obj)
{
	if (obj->dev->vma_offset_manager)
		drm_vma_offset_remove(obj->dev->vma_offset_manager, &obj->vma_node);
}

void drm_gem_vm_open(struct vm_area_struct *vma)
{
	drm_gem_object_get(vma->vm_private_data);
}

void drm_gem_vm_close(struct vm_area_struct *vma)
{
	drm_gem_object_put(vma->vm_private_data);
}

int drm_gem_mmap_obj(struct drm_gem_object *obj, unsigned long obj_size, struct vm_area_struct *vma)
{
	int error;

	if (obj_size < vma->vm_end - vma->vm_start || !obj->funcs->mmap)
		return -EINVAL;
	/* the mapping's, unless mmap() fails */
	drm_gem_object_get(obj);
	vma->vm_private_data = obj;
	vma->vm_ops = obj->funcs->vm_ops;
	error = obj->funcs->mmap(obj, vma);
	if (error)
		drm_gem_object_put(obj);
	return error;
}

/* The object that has that offset, with a reference. One that dies meanwhile is not found. */
static struct drm_gem_object *find(struct drm_device *dev, struct vm_area_struct *vma)
{
	struct drm_vma_offset_manager *mgr = dev->vma_offset_manager;
	struct drm_gem_object *obj = NULL;
	struct drm_vma_offset_node *node;

	drm_vma_offset_lock_lookup(mgr);
	node = drm_vma_offset_exact_lookup_locked(mgr, vma->vm_pgoff, vma_pages(vma));
	if (node) {
		obj = container_of(node, struct drm_gem_object, vma_node);
		if (!kref_get_unless_zero(&obj->refcount))
			obj = NULL;
	}
	drm_vma_offset_unlock_lookup(mgr);
	return obj;
}

int drm_gem_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct drm_file *file = filp->private_data;
	struct drm_device *dev = file->minor->dev;
	struct drm_gem_object *obj;
	int error = -EACCES;

	if (drm_dev_is_unplugged(dev))
		return -ENODEV;
	obj = find(dev, vma);
	if (!obj)
		return -EINVAL;
	if (drm_vma_node_is_allowed(&obj->vma_node, file))
		error = drm_gem_mmap_obj(
			obj, (unsigned long)obj->vma_node.vm_node.size << PAGE_SHIFT, vma);
	drm_gem_object_put(obj);
	return error;
}
