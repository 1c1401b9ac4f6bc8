// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Binding buffers in a VM. What a step needs is made before the first one: none of them can fail,
 * so the page table and what drm_gpuvm knows of it stay the same.
 *
 * The buffers whose ranges change are locked together, and so kept; what was unmapped is no longer
 * used by the hardware when they are given back.
 */
#include <linux/slab.h>

#include <drm/drm_exec.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_shmem_helper.h>

#include "tgpu.h"
#include "tgpu_drm.h"
#include "tgpu_regs.h"

/**
 * struct tgpu_bind - a request
 * @obj: what to map; NULL: to unmap
 * @sgt: its memory; it lives as long as that
 * @vm_bo: @obj in the VM
 * @map: the new range, until it is in the VM
 * @prev: what is left before it of another one, likewise
 * @next: what is left behind it, likewise
 */
struct tgpu_bind {
	struct tgpu_vm *vm;
	struct drm_gem_object *obj;
	struct sg_table *sgt;
	u64 va, range, offset;
	bool writable;
	struct drm_gpuvm_bo *vm_bo;
	struct drm_gpuva *map __owned, *prev __owned, *next __owned;
};

/* --- steps -------------------------------------------------------------------------------- */

int tgpu_bind_step_map(struct drm_gpuva_op *op, void *priv)
{
	struct tgpu_bind *bind = priv;
	struct tgpu_vm *vm = bind->vm;

	drm_gpuva_map(&vm->base, bind->map, &op->map);
	drm_gpuva_link(bind->map, bind->vm_bo);
	bind->map = NULL;
	tgpu_mmu_map_sgt(&vm->mmu, bind->va, bind->sgt, bind->offset, bind->range, bind->writable);
	return 0;
}

int tgpu_bind_step_remap(struct drm_gpuva_op *op, void *priv)
{
	struct drm_gpuva *va = op->remap.unmap->va;
	struct tgpu_bind *bind = priv;
	u64 start, range;

	drm_gpuva_op_remap_to_unmap_range(&op->remap, &start, &range);
	tgpu_mmu_unmap(&bind->vm->mmu, start, range);
	drm_gpuva_remap(bind->prev, bind->next, &op->remap);
	if (op->remap.prev) {
		drm_gpuva_link(bind->prev, va->vm_bo);
		bind->prev = NULL;
	}
	if (op->remap.next) {
		drm_gpuva_link(bind->next, va->vm_bo);
		bind->next = NULL;
	}
	drm_gpuva_unlink(va);
	kfree(va);
	return 0;
}

int tgpu_bind_step_unmap(struct drm_gpuva_op *op, void *priv)
{
	struct drm_gpuva *va = op->unmap.va;
	struct tgpu_bind *bind = priv;

	tgpu_mmu_unmap(&bind->vm->mmu, va->va.addr, va->va.range);
	drm_gpuva_unmap(&op->unmap);
	drm_gpuva_unlink(va);
	kfree(va);
	return 0;
}

/* --- a request ---------------------------------------------------------------------------- */

static void tgpu_bind_cleanup(struct tgpu_bind *bind __borrowed)
{
	kfree(bind->map);
	kfree(bind->prev);
	kfree(bind->next);
}

/* Two ranges at most are cut: one on either side. */
static int tgpu_bind_prepare(struct tgpu_bind *bind __borrowed)
{
	bind->map = kzalloc(sizeof(*bind->map), GFP_KERNEL);
	bind->prev = kzalloc(sizeof(*bind->prev), GFP_KERNEL);
	bind->next = kzalloc(sizeof(*bind->next), GFP_KERNEL);
	return bind->map && bind->prev && bind->next ? 0 : -ENOMEM;
}

static int __locked_by(vm->lock)
	tgpu_bind_lock(struct tgpu_bind *bind __borrowed, struct tgpu_vm *vm __borrowed,
		       struct drm_exec *exec __borrowed)
{
	int error = 0;

	drm_exec_init(exec, DRM_EXEC_INTERRUPTIBLE_WAIT | DRM_EXEC_IGNORE_DUPLICATES, 0);
	drm_exec_until_all_locked(exec) {
		error = drm_gpuvm_prepare_range(&vm->base, exec, bind->va, bind->range, 0);
		drm_exec_retry_on_contention(exec);
		if (error)
			break;
		if (!bind->obj)
			continue;
		error = drm_exec_lock_obj(exec, bind->obj);
		drm_exec_retry_on_contention(exec);
		if (error)
			break;
	}
	return error;
}

static int __locked_by(vm->lock)
	tgpu_bind_map(struct tgpu_bind *bind __borrowed, struct tgpu_vm *vm __borrowed)
{
	struct drm_gpuvm *gpuvm = &vm->base;
	int error;

	lockdep_assert_held(&vm->lock);
	bind->vm_bo = drm_gpuvm_bo_obtain(gpuvm, bind->obj);
	if (IS_ERR(bind->vm_bo))
		return PTR_ERR(bind->vm_bo);
	drm_gpuvm_bo_extobj_add(bind->vm_bo);
	error = drm_gpuvm_sm_map(gpuvm, bind, bind->va, bind->range, bind->obj, bind->offset);
	drm_gpuvm_bo_put(bind->vm_bo);
	return error;
}

static int __locked_by(vm->lock)
	tgpu_bind_do(struct tgpu_bind *bind __borrowed, struct tgpu_vm *vm __borrowed)
{
	struct drm_exec exec;
	int error;

	lockdep_assert_held(&vm->lock);
	error = tgpu_bind_lock(bind, vm, &exec);
	if (error)
		goto unlock;
	if (bind->obj)
		error = tgpu_bind_map(bind, vm);
	else
		error = drm_gpuvm_sm_unmap(&vm->base, bind, bind->va, bind->range);
	tgpu_hw_flush_tlb(vm->mmu.gpu);
unlock:
	drm_exec_fini(&exec);
	return error;
}

static int tgpu_bind_run(struct tgpu_bind *bind __borrowed)
{
	struct tgpu_vm *vm = bind->vm;
	int error = tgpu_bind_prepare(bind);

	if (!error) {
		mutex_lock(&vm->lock);
		error = vm->closed ? -ENOENT : tgpu_bind_do(bind, vm);
		mutex_unlock(&vm->lock);
	}
	tgpu_bind_cleanup(bind);
	return error;
}

/* --- the ioctl ---------------------------------------------------------------------------- */

static bool tgpu_bind_is_valid(const struct drm_tgpu_vm_bind *args)
{
	if (!PAGE_ALIGNED(args->va | args->range | args->offset) || !args->range)
		return false;
	if (args->va < DRM_TGPU_VA_START || args->va >= DRM_TGPU_VA_END ||
	    args->range > DRM_TGPU_VA_END - args->va)
		return false;
	switch (args->op) {
	case DRM_TGPU_BIND_MAP:
		return !(args->flags & ~DRM_TGPU_BIND_READONLY);
	case DRM_TGPU_BIND_UNMAP:
		return !args->handle && !args->flags && !args->offset;
	default:
		return false;
	}
}

static int tgpu_bind_obj(struct tgpu_bind *bind __borrowed, struct drm_gem_object *obj __borrowed)
{
	if (bind->offset > obj->size || bind->range > obj->size - bind->offset)
		return -EINVAL;
	bind->obj = obj;
	bind->sgt = drm_gem_shmem_get_pages_sgt(to_drm_gem_shmem_obj(obj));
	if (IS_ERR(bind->sgt))
		return PTR_ERR(bind->sgt);
	return tgpu_bind_run(bind);
}

static int tgpu_bind_handle(struct tgpu_bind *bind __borrowed, struct drm_file *file __borrowed,
			    u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);
	int error;

	if (!obj)
		return -ENOENT;
	error = tgpu_bind_obj(bind, obj);
	drm_gem_object_put(obj);
	return error;
}

int tgpu_vm_bind_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_tgpu_vm_bind *args = data;
	struct tgpu_bind bind = {
		.va = args->va,
		.range = args->range,
		.offset = args->offset,
		.writable = !(args->flags & DRM_TGPU_BIND_READONLY),
	};
	struct tgpu_vm *vm;
	int error;

	if (!tgpu_bind_is_valid(args))
		return -EINVAL;
	vm = tgpu_vm_lookup(file->driver_priv, args->vm);
	if (!vm)
		return -ENOENT;
	bind.vm = vm;
	if (args->op == DRM_TGPU_BIND_MAP)
		error = tgpu_bind_handle(&bind, file, args->handle);
	else
		error = tgpu_bind_run(&bind);
	tgpu_vm_put(vm);
	return error;
}
