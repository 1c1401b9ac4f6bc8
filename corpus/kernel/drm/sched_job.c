// SPDX-License-Identifier: MIT
/* Jobs, until they are pushed and after they have ended. */
#include "sched_internal.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <drm/drm_gem.h>
#include <drm/drm_syncobj.h>

const struct checked_kind kernel_sched_initialised = {.what = "job that was not cleaned up",
						      .freed = "sched-job-freed-initialised",
						      .left = "sched-job-left"};
const struct checked_kind kernel_sched_pushed = {.what = "job that the scheduler has",
						 .freed = "sched-job-freed-while-pushed",
						 .left = "sched-job-left"};

int drm_sched_job_init(struct drm_sched_job *job, struct drm_sched_entity *entity, u32 credits,
		       void *owner, u64 drm_client_id)
{
	if (!entity->rq)
		return -ENOENT;
	if (!credits)
		return -EINVAL;
	memset(job, 0, sizeof(*job));
	job->entity = entity;
	job->credits = credits;
	job->s_fence = kernel_sched_fence_alloc(entity, owner, drm_client_id);
	if (!job->s_fence)
		return -ENOMEM;
	INIT_LIST_HEAD(&job->list);
	xa_init_flags(&job->dependencies, XA_FLAGS_ALLOC);
	checked_enter(&kernel_sched_initialised, job);
	return 0;
}

void drm_sched_job_arm(struct drm_sched_job *job)
{
	struct drm_sched_entity *entity = job->entity;

	checked_that(!job->s_fence->sched, "sched-job-armed-twice", "a job is armed twice");
	kernel_sched_select_rq(entity);
	job->sched = entity->rq->sched;
	job->s_priority = entity->priority;
	job->id = atomic64_inc_return(&job->sched->job_id_count);
	kernel_sched_fence_init(job->s_fence, entity);
}

void drm_sched_job_cleanup(struct drm_sched_job *job)
{
	struct dma_fence *fence;
	unsigned long index;

	checked_that(job->s_fence, "sched-job-double-cleanup", "a job is cleaned up twice");
	checked_that(!KERNEL_CHECKED || !checked_has(&kernel_sched_pushed, job),
		     "sched-job-freed-while-pushed", "a job is cleaned up that the scheduler has");
	if (job->s_fence->sched)
		dma_fence_put(&job->s_fence->finished);
	else
		kernel_sched_fence_free(job->s_fence);
	job->s_fence = NULL;
	xa_for_each(&job->dependencies, index, fence)
		dma_fence_put(fence);
	xa_destroy(&job->dependencies);
	checked_leave(&kernel_sched_initialised, job);
}

/* --- dependencies ------------------------------------------------------------------------- */

int drm_sched_job_add_dependency(struct drm_sched_job *job, struct dma_fence *fence)
{
	struct dma_fence *entry;
	unsigned long index;
	int error;
	u32 id;

	if (!fence)
		return 0;
	/* of one context the latest is enough */
	xa_for_each(&job->dependencies, index, entry) {
		if (entry->context != fence->context)
			continue;
		if (dma_fence_is_later(fence, entry)) {
			/* in the place of the other one: it can't fail */
			(void)xa_store(&job->dependencies, index, fence, GFP_KERNEL);
			dma_fence_put(entry);
		} else {
			dma_fence_put(fence);
		}
		return 0;
	}
	error = xa_alloc(&job->dependencies, &id, fence, xa_limit_32b, GFP_KERNEL);
	if (error)
		dma_fence_put(fence);
	return error;
}

int drm_sched_job_add_syncobj_dependency(struct drm_sched_job *job, struct drm_file *file,
					 u32 handle, u32 point)
{
	struct dma_fence *fence;
	int error = drm_syncobj_find_fence(file, handle, point, 0, &fence);

	return error ? error : drm_sched_job_add_dependency(job, fence);
}

int drm_sched_job_add_resv_dependencies(struct drm_sched_job *job, struct dma_resv *resv,
					enum dma_resv_usage usage)
{
	struct dma_resv_iter cursor;
	struct dma_fence *fence;
	int error;

	dma_resv_assert_held(resv);
	dma_resv_for_each_fence(&cursor, resv, usage, fence) {
		error = drm_sched_job_add_dependency(job, dma_fence_get(fence));
		if (error)
			return error;
	}
	return 0;
}

int drm_sched_job_add_implicit_dependencies(struct drm_sched_job *job, struct drm_gem_object *obj,
					    bool write)
{
	return drm_sched_job_add_resv_dependencies(job, obj->resv, dma_resv_usage_rw(write));
}
