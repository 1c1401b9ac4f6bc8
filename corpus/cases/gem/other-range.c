/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* The range of a GPU's address space that changes is the one whose buffers were locked. */
#include <drm/drm_gem.h>

struct drm_gpuvm {
	int kind;
};
struct drm_exec;
int drm_gpuvm_prepare_range(struct drm_gpuvm *vm, struct drm_exec *exec, u64 addr, u64 range, unsigned int fences);
int drm_gpuvm_sm_unmap(struct drm_gpuvm *vm, void *priv, u64 addr, u64 range);

struct bind {
	u64 va, range, offset;
};

int unmap_ok(struct bind *bind, struct drm_gpuvm *vm, struct drm_exec *exec)
{
	int error = drm_gpuvm_prepare_range(vm, exec, bind->va, bind->range, 0);

	return error ? error : drm_gpuvm_sm_unmap(vm, bind, bind->va, bind->range);
}

/* Numbers that were computed may be the same. */
int computed_ok(struct bind *bind, struct drm_gpuvm *vm, struct drm_exec *exec, u64 end)
{
	int error = drm_gpuvm_prepare_range(vm, exec, bind->va, bind->range, 0);

	return error ? error : drm_gpuvm_sm_unmap(vm, bind, bind->va, end - bind->va);
}

int unmap_bad(struct bind *bind, struct drm_gpuvm *vm, struct drm_exec *exec)
{
	int error = drm_gpuvm_prepare_range(vm, exec, bind->va, bind->range, 0);

// CHECK: other-range.c:[[@LINE+1]]:{{[0-9]+}}: warning: drm_gpuvm_sm_unmap() changes 'bind->offset', but what was locked for it is 'bind->va' [custody-other-range]
	return error ? error : drm_gpuvm_sm_unmap(vm, bind, bind->offset, bind->range);
}
