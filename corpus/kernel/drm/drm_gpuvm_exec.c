// SPDX-License-Identifier: MIT
/* Locking what is mapped in a space. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <drm/drm_gpuvm.h>

int drm_gpuvm_prepare_vm(struct drm_gpuvm *gpuvm, struct drm_exec *exec, unsigned int num_fences)
{
	return drm_exec_prepare_obj(exec, gpuvm->r_obj, num_fences);
}

struct objects {
	struct drm_gem_object **array;
	unsigned int count;
};

static void put_objects(struct objects *objects)
{
	while (objects->count)
		drm_gem_object_put(objects->array[--objects->count]);
	kvfree(objects->array);
	objects->array = NULL;
}

/* The others' objects, with references: as soon as the list's lock is given back, they may go. */
static int get_extobjs(struct drm_gpuvm *gpuvm, struct objects *objects)
{
	struct drm_gpuvm_bo *vm_bo;
	unsigned int room;
	int error = 0;

	*objects = (struct objects){};
	spin_lock(&gpuvm->extobj.lock);
	room = gpuvm->extobj.count;
	spin_unlock(&gpuvm->extobj.lock);
	if (!room)
		return 0;
	objects->array = kvmalloc_array(room, sizeof(*objects->array), GFP_KERNEL);
	if (!objects->array)
		return -ENOMEM;
	spin_lock(&gpuvm->extobj.lock);
	list_for_each_entry(vm_bo, &gpuvm->extobj.list, list.entry.extobj) {
		if (objects->count == room) {
			error = -EAGAIN;
			break;
		}
		drm_gem_object_get(vm_bo->obj);
		objects->array[objects->count++] = vm_bo->obj;
	}
	spin_unlock(&gpuvm->extobj.lock);
	if (error)
		put_objects(objects);
	return error;
}

int drm_gpuvm_prepare_objects(struct drm_gpuvm *gpuvm, struct drm_exec *exec,
			      unsigned int num_fences)
{
	struct objects objects;
	int error;

	do {
		error = get_extobjs(gpuvm, &objects);
	} while (error == -EAGAIN);
	if (error)
		return error;
	error = drm_exec_prepare_array(exec, objects.array, objects.count, num_fences);
	put_objects(&objects);
	return error;
}

int drm_gpuvm_prepare_range(struct drm_gpuvm *gpuvm, struct drm_exec *exec, u64 addr, u64 range,
			    unsigned int num_fences)
{
	u64 end = addr + range;
	struct drm_gpuva *va;
	int error;

	drm_gpuvm_for_each_va_range(va, gpuvm, addr, end) {
		if (!va->gem.obj)
			continue;
		error = drm_exec_prepare_obj(exec, va->gem.obj, num_fences);
		if (error)
			return error;
	}
	return 0;
}

int drm_gpuvm_exec_lock(struct drm_gpuvm_exec *vm_exec)
{
	struct drm_gpuvm *gpuvm = vm_exec->vm;
	struct drm_exec *exec = &vm_exec->exec;
	int error;

	drm_exec_init(exec, vm_exec->flags, 0);
	drm_exec_until_all_locked(exec) {
		error = drm_gpuvm_prepare_vm(gpuvm, exec, vm_exec->num_fences);
		drm_exec_retry_on_contention(exec);
		if (error)
			goto fini;
		error = drm_gpuvm_prepare_objects(gpuvm, exec, vm_exec->num_fences);
		drm_exec_retry_on_contention(exec);
		if (error)
			goto fini;
		if (!vm_exec->extra.fn)
			continue;
		error = vm_exec->extra.fn(vm_exec);
		drm_exec_retry_on_contention(exec);
		if (error)
			goto fini;
	}
	return 0;

fini:
	drm_exec_fini(exec);
	return error;
}

int drm_gpuvm_exec_lock_range(struct drm_gpuvm_exec *vm_exec, u64 addr, u64 range)
{
	struct drm_exec *exec = &vm_exec->exec;
	int error;

	drm_exec_init(exec, vm_exec->flags, 0);
	drm_exec_until_all_locked(exec) {
		error = drm_gpuvm_prepare_range(vm_exec->vm, exec, addr, range,
						vm_exec->num_fences);
		drm_exec_retry_on_contention(exec);
		if (error)
			goto fini;
	}
	return 0;

fini:
	drm_exec_fini(exec);
	return error;
}

void drm_gpuvm_resv_add_fence(struct drm_gpuvm *gpuvm, struct drm_exec *exec,
			      struct dma_fence *fence, enum dma_resv_usage private_usage,
			      enum dma_resv_usage extobj_usage)
{
	struct drm_gem_object *obj;

	drm_exec_for_each_locked_object(exec, obj) {
		dma_resv_assert_held(obj->resv);
		dma_resv_add_fence(obj->resv, fence,
				   drm_gpuvm_is_extobj(gpuvm, obj) ? extobj_usage : private_usage);
	}
}
