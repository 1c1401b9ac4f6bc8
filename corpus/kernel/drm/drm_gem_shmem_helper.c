// SPDX-License-Identifier: MIT
/* Buffers of ordinary memory. Their pages are neighbours: an address is that of the first one. */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/iosys-map.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <drm/drm_drv.h>
#include <drm/drm_gem_shmem_helper.h>

const struct vm_operations_struct drm_gem_shmem_vm_ops;

static const struct drm_gem_object_funcs drm_gem_shmem_funcs = {
	.free = drm_gem_shmem_object_free,
	.pin = drm_gem_shmem_object_pin,
	.unpin = drm_gem_shmem_object_unpin,
	.get_sg_table = drm_gem_shmem_object_get_sg_table,
	.vmap = drm_gem_shmem_object_vmap,
	.vunmap = drm_gem_shmem_object_vunmap,
	.mmap = drm_gem_shmem_object_mmap,
	.vm_ops = &drm_gem_shmem_vm_ops,
};

static struct drm_gem_shmem_object *create(struct drm_device *dev, size_t size)
{
	struct drm_gem_shmem_object *shmem;
	struct drm_gem_object *obj;

	size = PAGE_ALIGN(size);
	if (!size)
		return ERR_PTR(-EINVAL);
	if (dev->driver->gem_create_object) {
		obj = dev->driver->gem_create_object(dev, size);
		if (IS_ERR(obj))
			return ERR_CAST(obj);
		shmem = to_drm_gem_shmem_obj(obj);
	} else {
		shmem = kzalloc(sizeof(*shmem), GFP_KERNEL);
		if (!shmem)
			return ERR_PTR(-ENOMEM);
		obj = &shmem->base;
	}
	if (!obj->funcs)
		obj->funcs = &drm_gem_shmem_funcs;
	drm_gem_private_object_init(dev, obj, size);
	return shmem;
}

struct drm_gem_shmem_object *drm_gem_shmem_create(struct drm_device *dev, size_t size)
{
	struct drm_gem_shmem_object *shmem = create(dev, size);
	int error;

	if (IS_ERR(shmem))
		return shmem;
	error = drm_gem_create_mmap_offset(&shmem->base);
	if (error) {
		drm_gem_object_put(&shmem->base);
		return ERR_PTR(error);
	}
	return shmem;
}

void drm_gem_shmem_free(struct drm_gem_shmem_object *shmem)
{
	struct drm_gem_object *obj = &shmem->base;

	if (obj->import_attach) {
		drm_prime_gem_destroy(obj, shmem->sgt);
	} else {
		dma_resv_lock(obj->resv, NULL);
		WARN_ON(shmem->vmap_use_count);
		if (shmem->sgt) {
			dma_unmap_sgtable(obj->dev->dev, shmem->sgt, DMA_BIDIRECTIONAL, 0);
			sg_free_table(shmem->sgt);
			kfree(shmem->sgt);
		}
		if (shmem->pages)
			drm_gem_shmem_put_pages(shmem);
		WARN_ON(shmem->pages_use_count);
		dma_resv_unlock(obj->resv);
	}
	drm_gem_object_release(obj);
	kfree(shmem);
}

/* --- pages -------------------------------------------------------------------------------- */

static int get_pages(struct drm_gem_shmem_object *shmem)
{
	size_t count = shmem->base.size >> PAGE_SHIFT, i;
	struct page **pages, *first;

	dma_resv_assert_held(shmem->base.resv);
	if (WARN_ON(shmem->base.import_attach))
		return -EINVAL;
	if (shmem->pages_use_count++)
		return 0;
	pages = kvmalloc_array(count, sizeof(*pages), GFP_KERNEL);
	first = pages ? alloc_pages(GFP_KERNEL | __GFP_ZERO, get_order(shmem->base.size)) : NULL;
	if (!first) {
		kvfree(pages);
		shmem->pages_use_count = 0;
		return -ENOMEM;
	}
	for (i = 0; i < count; i++)
		pages[i] = nth_page(first, i);
	shmem->pages = pages;
	return 0;
}

void drm_gem_shmem_put_pages(struct drm_gem_shmem_object *shmem)
{
	dma_resv_assert_held(shmem->base.resv);
	if (WARN_ON(!shmem->pages_use_count) || --shmem->pages_use_count)
		return;
	__free_pages(shmem->pages[0], get_order(shmem->base.size));
	kvfree(shmem->pages);
	shmem->pages = NULL;
}

int drm_gem_shmem_pin_locked(struct drm_gem_shmem_object *shmem)
{
	return get_pages(shmem);
}

void drm_gem_shmem_unpin_locked(struct drm_gem_shmem_object *shmem)
{
	drm_gem_shmem_put_pages(shmem);
}

int drm_gem_shmem_pin(struct drm_gem_shmem_object *shmem)
{
	int error = dma_resv_lock_interruptible(shmem->base.resv, NULL);

	if (error)
		return error;
	error = drm_gem_shmem_pin_locked(shmem);
	dma_resv_unlock(shmem->base.resv);
	return error;
}

void drm_gem_shmem_unpin(struct drm_gem_shmem_object *shmem)
{
	dma_resv_lock(shmem->base.resv, NULL);
	drm_gem_shmem_unpin_locked(shmem);
	dma_resv_unlock(shmem->base.resv);
}

struct sg_table *drm_gem_shmem_get_sg_table(struct drm_gem_shmem_object *shmem)
{
	return drm_prime_pages_to_sg(shmem->base.dev, shmem->pages, shmem->base.size >> PAGE_SHIFT);
}

static struct sg_table *map_pages_locked(struct drm_gem_shmem_object *shmem)
{
	struct sg_table *sgt;
	int error;

	if (shmem->sgt)
		return shmem->sgt;
	error = get_pages(shmem);
	if (error)
		return ERR_PTR(error);
	sgt = drm_gem_shmem_get_sg_table(shmem);
	if (IS_ERR(sgt))
		goto put_pages;
	error = dma_map_sgtable(shmem->base.dev->dev, sgt, DMA_BIDIRECTIONAL, 0);
	if (error)
		goto free;
	shmem->sgt = sgt;
	return sgt;

free:
	sg_free_table(sgt);
	kfree(sgt);
	sgt = ERR_PTR(error);
put_pages:
	drm_gem_shmem_put_pages(shmem);
	return sgt;
}

struct sg_table *drm_gem_shmem_get_pages_sgt(struct drm_gem_shmem_object *shmem)
{
	int error = dma_resv_lock_interruptible(shmem->base.resv, NULL);
	struct sg_table *sgt;

	if (error)
		return ERR_PTR(error);
	sgt = map_pages_locked(shmem);
	dma_resv_unlock(shmem->base.resv);
	return sgt;
}

struct drm_gem_object *drm_gem_shmem_prime_import_sg_table(struct drm_device *dev,
							   struct dma_buf_attachment *attach,
							   struct sg_table *sgt)
{
	struct drm_gem_shmem_object *shmem = create(dev, attach->dmabuf->size);

	if (IS_ERR(shmem))
		return ERR_CAST(shmem);
	shmem->sgt = sgt;
	return &shmem->base;
}

/* --- addresses ---------------------------------------------------------------------------- */

int drm_gem_shmem_vmap(struct drm_gem_shmem_object *shmem, struct iosys_map *map)
{
	int error;

	dma_resv_assert_held(shmem->base.resv);
	if (shmem->base.import_attach)
		return dma_buf_vmap(shmem->base.import_attach->dmabuf, map);
	if (!shmem->vmap_use_count) {
		error = get_pages(shmem);
		if (error)
			return error;
		shmem->vaddr = page_address(shmem->pages[0]);
	}
	shmem->vmap_use_count++;
	iosys_map_set_vaddr(map, shmem->vaddr);
	return 0;
}

void drm_gem_shmem_vunmap(struct drm_gem_shmem_object *shmem, struct iosys_map *map)
{
	dma_resv_assert_held(shmem->base.resv);
	if (shmem->base.import_attach) {
		dma_buf_vunmap(shmem->base.import_attach->dmabuf, map);
		return;
	}
	if (WARN_ON(!shmem->vmap_use_count) || --shmem->vmap_use_count)
		return;
	shmem->vaddr = NULL;
	drm_gem_shmem_put_pages(shmem);
}

static void vm_open(struct vm_area_struct *vma)
{
	struct drm_gem_object *obj = vma->vm_private_data;

	dma_resv_lock(obj->resv, NULL);
	to_drm_gem_shmem_obj(obj)->pages_use_count++;
	dma_resv_unlock(obj->resv);
	drm_gem_vm_open(vma);
}

static void vm_close(struct vm_area_struct *vma)
{
	drm_gem_shmem_unpin(to_drm_gem_shmem_obj((struct drm_gem_object *)vma->vm_private_data));
	drm_gem_vm_close(vma);
}

const struct vm_operations_struct drm_gem_shmem_vm_ops = {.open = vm_open, .close = vm_close};

int drm_gem_shmem_mmap(struct drm_gem_shmem_object *shmem, struct vm_area_struct *vma)
{
	int error;

	if (shmem->base.import_attach)
		return -EINVAL; /* dma_buf_mmap(): buffers of others are not mapped by programs here
				 */
	dma_resv_lock(shmem->base.resv, NULL);
	error = get_pages(shmem);
	dma_resv_unlock(shmem->base.resv);
	if (error)
		return error;
	vm_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	vma->memory = page_address(shmem->pages[0]);
	return 0;
}
