// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Contexts: a queue of the scheduler's, and a ring of commands that call user space's. The ring is
 * in memory of the driver's, and in the driver's part of the VM.
 */
#include <linux/dma-mapping.h>
#include <linux/slab.h>

#include <asm/byteorder.h>

#include <drm/drm_file.h>

#include "tgpu.h"
#include "tgpu_drm.h"
#include "tgpu_regs.h"

#define TGPU_RING_SIZE TGPU_PAGE_SIZE
#define TGPU_CALL_WORDS 4
/* More than the hardware ever has of them. */
#define TGPU_RING_CALLS (TGPU_RING_SIZE / (TGPU_CALL_WORDS * sizeof(__le32)))

/* --- the ring ----------------------------------------------------------------------------- */

static int tgpu_ring_init(struct tgpu_ring *ring __borrowed __typestate(inuse, idle, same),
			  struct tgpu_vm *vm __borrowed)
{
	struct tgpu_mmu *mmu = &vm->mmu;
	struct device *dev = mmu->gpu->drm.dev;
	int error;

	ring->commands = dma_alloc_coherent(dev, TGPU_RING_SIZE, &ring->dma, GFP_KERNEL);
	if (!ring->commands)
		return -ENOMEM;
	mutex_lock(&vm->lock);
	error = drm_mm_insert_node_generic(&mmu->kernel, &ring->node, TGPU_RING_SIZE,
					   TGPU_PAGE_SIZE, 0, DRM_MM_INSERT_BEST);
	if (!error)
		tgpu_mmu_map(mmu, ring->node.start, ring->dma, TGPU_RING_SIZE, false);
	mutex_unlock(&vm->lock);
	if (error)
		dma_free_coherent(dev, TGPU_RING_SIZE, ring->commands, ring->dma);
	return error;
}

/* None of its jobs is left. */
static void tgpu_ring_fini(struct tgpu_ring *ring __borrowed __typestate(inuse, idle, same),
			   struct tgpu_vm *vm __borrowed)
{
	struct tgpu_mmu *mmu = &vm->mmu;

	mutex_lock(&vm->lock);
	tgpu_mmu_unmap(mmu, ring->node.start, TGPU_RING_SIZE);
	tgpu_hw_flush_tlb(mmu->gpu);
	drm_mm_remove_node(&ring->node);
	mutex_unlock(&vm->lock);
	dma_free_coherent(mmu->gpu->drm.dev, TGPU_RING_SIZE, ring->commands, ring->dma);
}

u32 tgpu_ctx_call(struct tgpu_ctx *ctx, u32 start, u32 size)
{
	u32 first = ctx->ring.next++ % TGPU_RING_CALLS * TGPU_CALL_WORDS;
	__le32 *call = ctx->ring.commands + first;

	call[0] = cpu_to_le32(TGPU_CMD_CALL);
	call[1] = cpu_to_le32(start);
	call[2] = cpu_to_le32(size);
	call[3] = cpu_to_le32(TGPU_CMD_END);
	/* before the stream is submitted */
	dma_wmb();
	return ctx->ring.node.start + first * sizeof(__le32);
}

/* --- contexts ----------------------------------------------------------------------------- */

static void tgpu_ctx_free(struct kref *ref)
{
	struct tgpu_ctx *ctx = container_of(ref, struct tgpu_ctx, ref);

	mutex_destroy(&ctx->lock);
	kfree(ctx);
}

void tgpu_ctx_put(struct tgpu_ctx *ctx)
{
	kref_put(&ctx->ref, tgpu_ctx_free);
}

struct tgpu_ctx *tgpu_ctx_lookup(struct tgpu_file *file, u32 id)
{
	struct tgpu_ctx *ctx;

	xa_lock(&file->ctxs);
	ctx = xa_load(&file->ctxs, id);
	if (ctx)
		kref_get(&ctx->ref);
	xa_unlock(&file->ctxs);
	return ctx;
}

/* Takes the open of the VM over, if it works. */
static struct tgpu_ctx *tgpu_ctx_new(struct tgpu_device *gpu __borrowed, struct tgpu_vm *vm,
				     enum drm_sched_priority priority)
{
	struct drm_gpu_scheduler *sched = &gpu->sched;
	struct tgpu_ctx *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	int error;

	if (!ctx)
		return ERR_PTR(-ENOMEM);
	error = tgpu_ring_init(&ctx->ring, vm);
	if (error)
		goto free;
	error = drm_sched_entity_init(&ctx->entity, priority, &sched, 1, &ctx->guilty);
	if (error)
		goto fini_ring;
	kref_init(&ctx->ref);
	mutex_init(&ctx->lock);
	init_waitqueue_head(&ctx->idle);
	ctx->vm = vm;
	return ctx;

fini_ring:
	tgpu_ring_fini(&ctx->ring, vm);
free:
	kfree(ctx);
	return ERR_PTR(error);
}

void tgpu_ctx_close(struct tgpu_ctx *ctx)
{
	mutex_lock(&ctx->lock);
	ctx->closed = true;
	mutex_unlock(&ctx->lock);
	/* those that wait get to the hardware, or end; those that hang are ended by their time-out
	 */
	drm_sched_entity_destroy(&ctx->entity);
	wait_event(ctx->idle, !atomic_read(&ctx->jobs));
	tgpu_ring_fini(&ctx->ring, ctx->vm);
	tgpu_vm_close(ctx->vm);
}

/* --- ioctls ------------------------------------------------------------------------------- */

static int tgpu_ctx_priority(u32 priority, enum drm_sched_priority *to)
{
	switch (priority) {
	case DRM_TGPU_PRIORITY_HIGH:
		*to = DRM_SCHED_PRIORITY_HIGH;
		return 0;
	case DRM_TGPU_PRIORITY_NORMAL:
		*to = DRM_SCHED_PRIORITY_NORMAL;
		return 0;
	case DRM_TGPU_PRIORITY_LOW:
		*to = DRM_SCHED_PRIORITY_LOW;
		return 0;
	default:
		return -EINVAL;
	}
}

int tgpu_ctx_create_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct tgpu_file *tfile = file->driver_priv;
	struct drm_tgpu_ctx_create *args = data;
	enum drm_sched_priority priority;
	struct tgpu_ctx *ctx;
	struct tgpu_vm *vm;
	int error;

	if (args->pad || tgpu_ctx_priority(args->priority, &priority))
		return -EINVAL;
	vm = tgpu_vm_open(tfile, args->vm);
	if (!vm)
		return -ENOENT;
	ctx = tgpu_ctx_new(to_tgpu(drm), vm, priority);
	if (IS_ERR(ctx)) {
		tgpu_vm_close(vm);
		return PTR_ERR(ctx);
	}
	/* from here on others may close it */
	error = xa_alloc(&tfile->ctxs, &args->ctx, ctx, xa_limit_31b, GFP_KERNEL);
	if (error) {
		tgpu_ctx_close(ctx);
		tgpu_ctx_put(ctx);
	}
	return error;
}

int tgpu_ctx_destroy_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct tgpu_file *tfile = file->driver_priv;
	struct drm_tgpu_ctx_destroy *args = data;
	struct tgpu_ctx *ctx;

	if (args->pad)
		return -EINVAL;
	ctx = xa_erase(&tfile->ctxs, args->ctx);
	if (!ctx)
		return -ENOENT;
	tgpu_ctx_close(ctx);
	tgpu_ctx_put(ctx);
	return 0;
}
