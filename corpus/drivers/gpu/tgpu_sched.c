// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Jobs as the scheduler sees them. A job that was pushed belongs to the scheduler, until
 * tgpu_job_free(). The context's count of jobs keeps its ring and its VM, the job's reference the
 * context itself: whoever waits for the count may go on as soon as it is 0.
 */
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <drm/drm_drv.h>
#include <drm/drm_managed.h>

#include "tgpu.h"
#include "tgpu_regs.h"

static unsigned int timeout_ms = 2000;
module_param(timeout_ms, uint, 0444);
MODULE_PARM_DESC(timeout_ms, "time after which a job counts as hung, in milliseconds");

static struct tgpu_job *to_tgpu_job(struct drm_sched_job *base)
{
	return container_of(base, struct tgpu_job, base);
}

struct tgpu_job *tgpu_job_new(struct tgpu_ctx *ctx, u64 client_id)
{
	struct tgpu_job *job = kzalloc(sizeof(*job), GFP_KERNEL);
	int error = -ENOMEM;

	if (!job)
		return ERR_PTR(-ENOMEM);
	job->fence = kzalloc(sizeof(*job->fence), GFP_KERNEL);
	if (!job->fence)
		goto free;
	error = drm_sched_job_init(&job->base, &ctx->entity, 1, NULL, client_id);
	if (error)
		goto free_fence;
	kref_get(&ctx->ref);
	job->ctx = ctx;
	return job;

free_fence:
	kfree(job->fence);
free:
	kfree(job);
	return ERR_PTR(error);
}

void tgpu_job_abort(struct tgpu_job *job)
{
	struct tgpu_ctx *ctx = job->ctx;

	drm_sched_job_cleanup(&job->base);
	kfree(job->fence);
	kfree(job);
	tgpu_ctx_put(ctx);
}

/* --- what the scheduler calls ------------------------------------------------------------- */

/* The fence of this run. The first one has it already: no memory is needed for others to get
 * theirs. */
static struct tgpu_fence *tgpu_job_take_fence(struct tgpu_job *job __borrowed)
{
	struct tgpu_fence *fence = job->fence;

	job->fence = NULL;
	return fence ? fence : kzalloc(sizeof(*fence), GFP_NOWAIT);
}

static struct dma_fence *tgpu_job_submit(struct tgpu_device *gpu __borrowed,
					 struct tgpu_job *job __borrowed)
{
	struct tgpu_fence *fence = tgpu_job_take_fence(job);
	struct tgpu_stream stream = {
		.table = job->ctx->vm->mmu.table_dma,
		.start = tgpu_ctx_call(job->ctx, job->start, job->size),
	};

	if (!fence)
		return ERR_PTR(-ENOMEM);
	tgpu_hw_submit(gpu, fence, &stream);
	return &fence->base;
}

static struct dma_fence *tgpu_job_run(struct drm_sched_job *base __borrowed)
{
	struct tgpu_job *job = to_tgpu_job(base);
	struct tgpu_device *gpu = job->ctx->vm->mmu.gpu;
	struct dma_fence *fence;
	int idx;

	/* its context is guilty */
	if (base->s_fence->finished.error)
		return NULL;
	if (!drm_dev_enter(&gpu->drm, &idx))
		return ERR_PTR(-ENODEV);
	fence = tgpu_job_submit(gpu, job);
	drm_dev_exit(idx);
	return fence;
}

/* The job that has run longest is to blame, unless only its interrupt was lost. Those behind it run
 * again. */
static enum drm_gpu_sched_stat tgpu_job_timedout(struct drm_sched_job *base __borrowed)
{
	struct drm_gpu_scheduler *sched = base->sched;
	struct tgpu_device *gpu = container_of(sched, struct tgpu_device, sched);
	bool is_there;
	int idx;

	is_there = drm_dev_enter(&gpu->drm, &idx);
	if (is_there)
		tgpu_hw_reap(gpu);
	drm_sched_stop(sched, base);
	if (!dma_fence_is_signaled(&base->s_fence->finished))
		drm_sched_increase_karma(base);
	if (is_there) {
		tgpu_hw_reset(gpu);
		drm_sched_resubmit_jobs(sched);
		drm_dev_exit(idx);
	}
	/* those that were not submitted again end here */
	drm_sched_start(sched);
	return is_there ? DRM_GPU_SCHED_STAT_NOMINAL : DRM_GPU_SCHED_STAT_ENODEV;
}

static void tgpu_job_free(struct drm_sched_job *base __owned)
{
	struct tgpu_job *job = to_tgpu_job(base);
	struct tgpu_ctx *ctx = job->ctx;

	drm_sched_job_cleanup(base);
	kfree(job->fence);
	kfree(job);
	if (atomic_dec_and_test(&ctx->jobs))
		wake_up_all(&ctx->idle);
	tgpu_ctx_put(ctx);
}

static const struct drm_sched_backend_ops tgpu_sched_ops = {
	.run_job = tgpu_job_run,
	.timedout_job = tgpu_job_timedout,
	.free_job = tgpu_job_free,
};

/* With the device's last reference: no file is open, so there are no contexts and no jobs. */
static void tgpu_sched_fini(struct drm_device *drm __borrowed, void *sched __borrowed)
{
	drm_sched_fini(sched);
}

int tgpu_sched_init(struct tgpu_device *gpu)
{
	const struct drm_sched_init_args args = {
		.ops = &tgpu_sched_ops,
		.num_rqs = DRM_SCHED_PRIORITY_COUNT,
		.credit_limit = TGPU_MAX_RUNNING,
		.timeout = msecs_to_jiffies(timeout_ms),
		.name = "tgpu",
		.dev = gpu->drm.dev,
	};
	int error = drm_sched_init(&gpu->sched, &args);

	if (error)
		return error;
	return drmm_add_action_or_reset(&gpu->drm, tgpu_sched_fini, &gpu->sched);
}
