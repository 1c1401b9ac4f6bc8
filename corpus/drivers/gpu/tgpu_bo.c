// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Buffers: ordinary memory, by the shmem helpers; those of other drivers come in by PRIME. */
#include <drm/drm_gem_shmem_helper.h>

#include "tgpu.h"
#include "tgpu_drm.h"
#include "tgpu_regs.h"

int tgpu_bo_create_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_tgpu_bo_create *args = data;
	struct drm_gem_shmem_object *shmem;
	int error;

	if (args->pad || !args->size || args->size > TGPU_VA_SIZE)
		return -EINVAL;
	shmem = drm_gem_shmem_create(drm, args->size);
	if (IS_ERR(shmem))
		return PTR_ERR(shmem);
	args->size = shmem->base.size;
	args->mmap_offset = drm_vma_node_offset_addr(&shmem->base.vma_node);
	error = drm_gem_handle_create(file, &shmem->base, &args->handle);
	/* the handle has it now */
	drm_gem_object_put(&shmem->base);
	return error;
}
