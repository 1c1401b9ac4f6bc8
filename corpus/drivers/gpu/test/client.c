// SPDX-License-Identifier: MIT
#include "client.h"

#include <linux/dma-fence.h>
#include <linux/err.h>
#include <drm/drm_syncobj.h>

struct file *client_open(void)
{
	struct file *file = kernel_open("renderD128", O_RDWR);

	CHECK(!IS_ERR(file));
	return file;
}

long client_vm_create(struct file *file, u32 *vm)
{
	struct drm_tgpu_vm_create args = {.pad = 0};
	long error = kernel_ioctl(file, DRM_IOCTL_TGPU_VM_CREATE, &args);

	*vm = args.vm;
	return error;
}

long client_vm_destroy(struct file *file, u32 vm)
{
	struct drm_tgpu_vm_destroy args = {.vm = vm};

	return kernel_ioctl(file, DRM_IOCTL_TGPU_VM_DESTROY, &args);
}

long client_ctx_create(struct file *file, u32 vm, u32 *ctx)
{
	struct drm_tgpu_ctx_create args = {.vm = vm, .priority = DRM_TGPU_PRIORITY_NORMAL};
	long error = kernel_ioctl(file, DRM_IOCTL_TGPU_CTX_CREATE, &args);

	*ctx = args.ctx;
	return error;
}

long client_ctx_destroy(struct file *file, u32 ctx)
{
	struct drm_tgpu_ctx_destroy args = {.ctx = ctx};

	return kernel_ioctl(file, DRM_IOCTL_TGPU_CTX_DESTROY, &args);
}

long client_bo_create(struct file *file, u64 size, u32 *handle, u64 *offset)
{
	struct drm_tgpu_bo_create args = {.size = size};
	long error = kernel_ioctl(file, DRM_IOCTL_TGPU_BO_CREATE, &args);

	*handle = args.handle;
	*offset = args.mmap_offset;
	return error;
}

long client_bo_close(struct file *file, u32 handle)
{
	struct drm_gem_close args = {.handle = handle};

	return kernel_ioctl(file, DRM_IOCTL_GEM_CLOSE, &args);
}

long client_bind(struct file *file, u32 vm, u32 handle, u64 offset, u64 va, u64 range, u32 flags)
{
	struct drm_tgpu_vm_bind args = {.vm = vm,
					.op = DRM_TGPU_BIND_MAP,
					.handle = handle,
					.flags = flags,
					.va = va,
					.range = range,
					.offset = offset};

	return kernel_ioctl(file, DRM_IOCTL_TGPU_VM_BIND, &args);
}

long client_unbind(struct file *file, u32 vm, u64 va, u64 range)
{
	struct drm_tgpu_vm_bind args = {
		.vm = vm, .op = DRM_TGPU_BIND_UNMAP, .va = va, .range = range};

	return kernel_ioctl(file, DRM_IOCTL_TGPU_VM_BIND, &args);
}

long client_syncobj(struct file *file, u32 *handle)
{
	struct drm_syncobj_create args = {.flags = 0};
	long error = kernel_ioctl(file, DRM_IOCTL_SYNCOBJ_CREATE, &args);

	*handle = args.handle;
	return error;
}

long client_exec(struct file *file, u32 ctx, u32 start, u32 size, u32 wait, u32 signal)
{
	struct drm_tgpu_sync syncs[2];
	struct drm_tgpu_exec args = {
		.ctx = ctx, .start = start, .size = size, .syncs = (uintptr_t)syncs};

	if (wait)
		syncs[args.sync_count++] =
			(struct drm_tgpu_sync){.handle = wait, .op = DRM_TGPU_SYNC_WAIT};
	if (signal)
		syncs[args.sync_count++] =
			(struct drm_tgpu_sync){.handle = signal, .op = DRM_TGPU_SYNC_SIGNAL};
	return kernel_ioctl(file, DRM_IOCTL_TGPU_EXEC, &args);
}

long client_wait(struct file *file, u32 syncobj)
{
	struct drm_syncobj_wait args = {
		.handles = (uintptr_t)&syncobj,
		.count_handles = 1,
		.timeout_nsec = ktime_to_ns(ktime_get()) + 60LL * 1000000000,
	};

	return kernel_ioctl(file, DRM_IOCTL_SYNCOBJ_WAIT, &args);
}

int client_result(struct file *file, u32 syncobj)
{
	struct dma_fence *fence;
	int status;

	CHECK_EQ(drm_syncobj_find_fence(file->private_data, syncobj, 0, 0, &fence), 0);
	CHECK_EQ(dma_fence_wait(fence, false), 0);
	status = dma_fence_get_status(fence);
	dma_fence_put(fence);
	return status;
}

int client_export(struct file *file, u32 handle)
{
	struct drm_prime_handle args = {.handle = handle, .flags = DRM_CLOEXEC | DRM_RDWR};

	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args), 0);
	return args.fd;
}

long client_import(struct file *file, int fd, u32 *handle)
{
	struct drm_prime_handle args = {.fd = fd};
	long error = kernel_ioctl(file, DRM_IOCTL_PRIME_FD_TO_HANDLE, &args);

	*handle = args.handle;
	return error;
}

struct client_page client_page(struct file *file, u32 vm, u32 va)
{
	struct client_page page = {.va = va};
	u64 offset;

	CHECK_EQ(client_bo_create(file, TGPU_PAGE_SIZE, &page.handle, &offset), 0);
	page.words = kernel_mmap(file, TGPU_PAGE_SIZE, offset);
	CHECK(!IS_ERR(page.words));
	CHECK_EQ(client_bind(file, vm, page.handle, 0, va, TGPU_PAGE_SIZE, 0), 0);
	return page;
}
