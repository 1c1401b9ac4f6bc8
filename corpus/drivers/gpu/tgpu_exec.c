// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Running commands. All that can fail comes before drm_sched_job_arm(); from there on the job's
 * fence is shown to others, and the job is pushed.
 */
#include <linux/slab.h>
#include <linux/uaccess.h>

#include <drm/drm_exec.h>
#include <drm/drm_file.h>
#include <drm/drm_syncobj.h>

#include "tgpu.h"
#include "tgpu_drm.h"
#include "tgpu_regs.h"

/**
 * struct tgpu_signals - sync objects that get the job's fence
 * @count: how many
 * @objs: references
 */
struct tgpu_signals {
	unsigned int count __tells(objs, inuse, used, idle);
	struct drm_syncobj *objs[DRM_TGPU_MAX_SYNCS];
};

static void tgpu_signals_put(struct tgpu_signals *signals __borrowed)
{
	unsigned int i;

	for (i = 0; i < signals->count; i++)
		drm_syncobj_put(signals->objs[i]);
	signals->count = 0;
}

/* --- what the job waits for, and who waits for it ----------------------------------------- */

static int tgpu_exec_sync(struct tgpu_job *job __borrowed, struct drm_file *file __borrowed,
			  const struct drm_tgpu_sync *sync, struct tgpu_signals *signals __borrowed)
{
	struct drm_syncobj *obj;

	switch (sync->op) {
	case DRM_TGPU_SYNC_WAIT:
		return drm_sched_job_add_syncobj_dependency(&job->base, file, sync->handle, 0);
	case DRM_TGPU_SYNC_SIGNAL:
		obj = drm_syncobj_find(file, sync->handle);
		if (!obj)
			return -ENOENT;
		signals->objs[signals->count++] = obj;
		return 0;
	default:
		return -EINVAL;
	}
}

static int tgpu_exec_syncs(struct tgpu_job *job __borrowed, struct drm_file *file __borrowed,
			   const struct drm_tgpu_exec *args,
			   struct tgpu_signals *signals __borrowed)
{
	struct drm_tgpu_sync *syncs;
	int error = 0;
	u32 i;

	if (!args->sync_count)
		return 0;
	syncs = memdup_array_user(u64_to_user_ptr(args->syncs), args->sync_count, sizeof(*syncs));
	if (IS_ERR(syncs))
		return PTR_ERR(syncs);
	for (i = 0; !error && i < args->sync_count; i++)
		error = tgpu_exec_sync(job, file, &syncs[i], signals);
	kfree(syncs);
	return error;
}

/* Those who share a buffer with another driver follow its fences. */
static int tgpu_exec_add_implicit(struct tgpu_job *job __borrowed, struct drm_exec *exec __borrowed)
{
	struct drm_gem_object *obj;
	int error;

	drm_exec_for_each_locked_object(exec, obj) {
		if (!obj->import_attach)
			continue;
		error = drm_sched_job_add_implicit_dependencies(&job->base, obj, true);
		if (error)
			return error;
	}
	return 0;
}

/* --- the job ------------------------------------------------------------------------------ */

static void tgpu_exec_push(struct tgpu_job *job __borrowed, struct drm_gpuvm_exec *exec __borrowed,
			   struct tgpu_signals *signals __borrowed)
{
	struct dma_fence *fence;
	unsigned int i;

	drm_sched_job_arm(&job->base);
	fence = dma_fence_get(&job->base.s_fence->finished);
	drm_gpuvm_exec_resv_add_fence(exec, fence, DMA_RESV_USAGE_BOOKKEEP, DMA_RESV_USAGE_WRITE);
	/* until tgpu_job_free() */
	atomic_inc(&job->ctx->jobs);
	drm_sched_entity_push_job(&job->base);
	for (i = 0; i < signals->count; i++)
		drm_syncobj_replace_fence(signals->objs[i], fence);
	dma_fence_put(fence);
}

static int __locked_by(ctx->lock)
	tgpu_exec_locked(struct tgpu_job *job __borrowed, struct tgpu_ctx *ctx __borrowed,
			 struct tgpu_signals *signals __borrowed)
{
	struct drm_gpuvm_exec exec = {
		.vm = &ctx->vm->base,
		.flags = DRM_EXEC_INTERRUPTIBLE_WAIT | DRM_EXEC_IGNORE_DUPLICATES,
		.num_fences = 1,
	};
	int error;

	lockdep_assert_held(&ctx->lock);
	if (ctx->closed)
		return -ENOENT;
	if (atomic_read(&ctx->guilty))
		return -ECANCELED;
	error = drm_gpuvm_exec_lock(&exec);
	if (error)
		return error;
	error = tgpu_exec_add_implicit(job, &exec.exec);
	if (!error)
		tgpu_exec_push(job, &exec, signals);
	drm_gpuvm_exec_unlock(&exec);
	return error;
}

/* The job is the scheduler's if it works, and gone if it does not. */
static int tgpu_exec_job(struct tgpu_job *job, struct tgpu_ctx *ctx __borrowed,
			 struct drm_file *file __borrowed, const struct drm_tgpu_exec *args)
{
	struct tgpu_signals signals = {.count = 0};
	int error;

	job->start = args->start;
	job->size = args->size;
	error = tgpu_exec_syncs(job, file, args, &signals);
	if (!error) {
		mutex_lock(&ctx->lock);
		error = tgpu_exec_locked(job, ctx, &signals);
		mutex_unlock(&ctx->lock);
	}
	if (error)
		tgpu_job_abort(job);
	tgpu_signals_put(&signals);
	return error;
}

static bool tgpu_exec_is_valid(const struct drm_tgpu_exec *args)
{
	if (!IS_ALIGNED(args->start | args->size, sizeof(__le32)) || !args->size)
		return false;
	return args->start >= DRM_TGPU_VA_START && args->start < DRM_TGPU_VA_END &&
	       args->size <= DRM_TGPU_VA_END - args->start &&
	       args->sync_count <= DRM_TGPU_MAX_SYNCS;
}

int tgpu_exec_ioctl(struct drm_device *drm, void *data, struct drm_file *file)
{
	struct drm_tgpu_exec *args = data;
	struct tgpu_job *job;
	struct tgpu_ctx *ctx;
	int error;

	if (!tgpu_exec_is_valid(args))
		return -EINVAL;
	ctx = tgpu_ctx_lookup(file->driver_priv, args->ctx);
	if (!ctx)
		return -ENOENT;
	job = tgpu_job_new(ctx, file->client_id);
	error = IS_ERR(job) ? PTR_ERR(job) : tgpu_exec_job(job, ctx, file, args);
	tgpu_ctx_put(ctx);
	return error;
}
