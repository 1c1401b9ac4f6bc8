// SPDX-License-Identifier: GPL-2.0 OR MIT
/* VMs: their two counts, and what the last open's end does. */
#include <linux/slab.h>

#include <drm/drm_file.h>
#include <drm/drm_gem.h>

#include "tgpu.h"
#include "tgpu_drm.h"
#include "tgpu_regs.h"

/* --- references --------------------------------------------------------------------------- */

static void tgpu_vm_free(struct drm_gpuvm *gpuvm)
{
	struct tgpu_vm *vm = to_tgpu_vm(gpuvm);

	tgpu_mmu_fini(&vm->mmu);
	mutex_destroy(&vm->lock);
	kfree(vm);
}

static const struct drm_gpuvm_ops tgpu_vm_ops = {
	.vm_free = tgpu_vm_free,
	.sm_step_map = tgpu_bind_step_map,
	.sm_step_remap = tgpu_bind_step_remap,
	.sm_step_unmap = tgpu_bind_step_unmap,
};

void tgpu_vm_put(struct tgpu_vm *vm)
{
	drm_gpuvm_put(&vm->base);
}

struct tgpu_vm *tgpu_vm_lookup(struct tgpu_file *file, u32 id)
{
	struct tgpu_vm *vm;

	xa_lock(&file->vms);
	vm = xa_load(&file->vms, id);
	if (vm)
		drm_gpuvm_get(&vm->base);
	xa_unlock(&file->vms);
	return vm;
}

/* A VM with a reference and an open. */
static struct tgpu_vm *tgpu_vm_new(struct tgpu_device *gpu __borrowed)
{
	struct drm_gem_object *resv = drm_gpuvm_resv_object_alloc(&gpu->drm);
	struct tgpu_vm *vm;
	int error = -ENOMEM;

	if (!resv)
		return ERR_PTR(-ENOMEM);
	vm = kzalloc(sizeof(*vm), GFP_KERNEL);
	if (!vm)
		goto put_resv;
	error = tgpu_mmu_init(&vm->mmu, gpu);
	if (error)
		goto free;
	mutex_init(&vm->lock);
	refcount_set(&vm->opens, 1);
	drm_gpuvm_init(&vm->base, "tgpu", 0, &gpu->drm, resv, 0, TGPU_VA_SIZE, DRM_TGPU_VA_END,
		       TGPU_VA_SIZE - DRM_TGPU_VA_END, &tgpu_vm_ops);
	/* the VM has one of its own */
	drm_gem_object_put(resv);
	return vm;

free:
	kfree(vm);
put_resv:
	drm_gem_object_put(resv);
	return ERR_PTR(error);
}

/* --- opens -------------------------------------------------------------------------------- */

struct tgpu_vm *tgpu_vm_open(struct tgpu_file *file, u32 id)
{
	struct tgpu_vm *vm;

	xa_lock(&file->vms);
	vm = xa_load(&file->vms, id);
	if (vm) {
		/* the entry has an open */
		refcount_inc(&vm->opens);
		drm_gpuvm_get(&vm->base);
	}
	xa_unlock(&file->vms);
	return vm;
}

static bool tgpu_vm_is_bound(struct tgpu_vm *vm __borrowed, struct drm_gpuva *va __borrowed)
{
	return va != &vm->base.kernel_alloc_node;
}

/* Takes a range out, whose pages the hardware no longer uses. */
static void tgpu_vm_drop(struct drm_gpuva *va __owned)
{
	struct drm_gem_object *obj = va->gem.obj;

	/* its lock is used until the VM's reference has gone */
	drm_gem_object_get(obj);
	dma_resv_lock(obj->resv, NULL);
	drm_gpuva_remove(va);
	drm_gpuva_unlink(va);
	dma_resv_unlock(obj->resv);
	kfree(va);
	drm_gem_object_put(obj);
}

static void tgpu_vm_unbind_all(struct tgpu_vm *vm __borrowed)
{
	struct drm_gpuva *va, *next;

	mutex_lock(&vm->lock);
	vm->closed = true;
	drm_gpuvm_for_each_va(va, &vm->base) {
		if (tgpu_vm_is_bound(vm, va))
			tgpu_mmu_unmap(&vm->mmu, va->va.addr, va->va.range);
	}
	tgpu_hw_flush_tlb(vm->mmu.gpu);
	drm_gpuvm_for_each_va_safe(va, next, &vm->base) {
		if (tgpu_vm_is_bound(vm, va))
			tgpu_vm_drop(va);
	}
	mutex_unlock(&vm->lock);
}

void tgpu_vm_close(struct tgpu_vm *vm)
{
	if (refcount_dec_and_test(&vm->opens))
		tgpu_vm_unbind_all(vm);
	tgpu_vm_put(vm);
}

/* --- ioctls ------------------------------------------------------------------------------- */

int tgpu_vm_create_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct tgpu_file *tfile = file->driver_priv;
	struct drm_tgpu_vm_create *args = data;
	struct tgpu_vm *vm;
	int error;

	if (args->pad)
		return -EINVAL;
	vm = tgpu_vm_new(to_tgpu(drm));
	if (IS_ERR(vm))
		return PTR_ERR(vm);
	/* from here on others may close it */
	error = xa_alloc(&tfile->vms, &args->vm, vm, xa_limit_31b, GFP_KERNEL);
	if (error)
		tgpu_vm_close(vm);
	return error;
}

int tgpu_vm_destroy_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct tgpu_file *tfile = file->driver_priv;
	struct drm_tgpu_vm_destroy *args = data;
	struct tgpu_vm *vm;

	if (args->pad)
		return -EINVAL;
	vm = xa_erase(&tfile->vms, args->vm);
	if (!vm)
		return -ENOENT;
	tgpu_vm_close(vm);
	return 0;
}
