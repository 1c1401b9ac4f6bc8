/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <drm/drm_gem.h>

#include "custody.h"

/* What leads to ranges of a GPU's address space, and locks the buffers in them. */
struct drm_gpuvm {
	int kind;
};
struct drm_gpuva {
	struct drm_gem_object *obj;
};
struct drm_gpuva_op_remap;
struct drm_exec {
	int count;
};
void drm_exec_init(struct drm_exec *exec, u32 flags, unsigned int n);
void drm_exec_fini(struct drm_exec *exec);
int drm_exec_lock_obj(struct drm_exec *exec, struct drm_gem_object *obj);
int drm_gpuvm_prepare_range(struct drm_gpuvm *vm, struct drm_exec *exec, u64 addr, u64 range, unsigned int fences);
int drm_gpuvm_sm_unmap(struct drm_gpuvm *vm, void *priv, u64 addr, u64 range);
void drm_gpuva_remap(struct drm_gpuva *prev, struct drm_gpuva *next, struct drm_gpuva_op_remap *op);

struct bind {
	struct drm_gpuvm vm;
	struct drm_gem_object *obj;
	u64 va, range, offset;
};

/* --- the range that was locked is the one that changes --- */

static int lock(struct bind *bind, struct drm_gpuvm *vm, struct drm_exec *exec)
{
	drm_exec_init(exec, 0, 0);
	return drm_gpuvm_prepare_range(vm, exec, bind->va, bind->range, 0);
}

int unmap_ok(struct bind *bind, struct drm_gpuvm *vm)
{
	struct drm_exec exec;
	int error = lock(bind, vm, &exec);

	if (!error)
		error = drm_gpuvm_sm_unmap(vm, bind, bind->va, bind->range);
	drm_exec_fini(&exec);
	return error;
}

int other_range_bad(struct bind *bind, struct drm_gpuvm *vm)
{
	struct drm_exec exec;
	int error = lock(bind, vm, &exec);

	if (!error)
// CHECK: gpu-ranges.c:[[@LINE+1]]:{{[0-9]+}}: error: drm_gpuvm_sm_unmap() changes 'bind->offset', but what was locked for it is 'bind->va' [custody-other-range]
		error = drm_gpuvm_sm_unmap(vm, bind, bind->offset, bind->range);
	drm_exec_fini(&exec);
	return error;
}

/* --- what a context has locked is lost if it is initialised again --- */

int locked_twice_bad(struct bind *bind, struct drm_gpuvm *vm)
{
	struct drm_exec exec;
	int error = lock(bind, vm, &exec);

	if (!error)
// CHECK: gpu-ranges.c:[[@LINE+1]]:{{[0-9]+}}: error: 'exec' is initialised already when lock() does that again [custody-set-up-again]
		error = lock(bind, vm, &exec);
	drm_exec_fini(&exec);
	return error;
}

/* --- one range is entered once --- */

void remap_ok(struct drm_gpuva *prev, struct drm_gpuva *next, struct drm_gpuva_op_remap *op)
{
	drm_gpuva_remap(prev, next, op);
}

void remap_bad(struct drm_gpuva *prev, struct drm_gpuva_op_remap *op)
{
// CHECK: gpu-ranges.c:[[@LINE+1]]:{{[0-9]+}}: error: 'prev' is entered in its VM already when drm_gpuva_remap() does that again [custody-set-up-again]
	drm_gpuva_remap(prev, prev, op);
}

/* --- there is an object to lock --- */

int lock_obj_ok(struct bind *bind, struct drm_exec *exec)
{
	return bind->obj ? drm_exec_lock_obj(exec, bind->obj) : 0;
}

int lock_obj_bad(struct bind *bind, struct drm_exec *exec)
{
// CHECK: gpu-ranges.c:[[@LINE+1]]:{{[0-9]+}}: error: {{.*}}bind->obj{{.*}} [custody-null-passed]
	return bind->obj ? 0 : drm_exec_lock_obj(exec, bind->obj);
}
