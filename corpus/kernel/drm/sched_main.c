// SPDX-License-Identifier: MIT
/*
 * The scheduler: a work item gives the hardware one job after the other, another one frees those
 * that have ended, and a third one sees to it that they end. The first two are on one ordered
 * queue.
 */
#include "sched_internal.h"

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>

static const struct checked_kind scheduler_kind = {
	.what = "scheduler", .freed = "scheduler-freed-by-hand", .left = "scheduler-leak"};

static void queue_run(struct drm_gpu_scheduler *sched)
{
	if (!READ_ONCE(sched->pause_submit))
		queue_work(sched->submit_wq, &sched->work_run_job);
}

static void queue_free(struct drm_gpu_scheduler *sched)
{
	if (!READ_ONCE(sched->pause_submit))
		queue_work(sched->submit_wq, &sched->work_free_job);
}

void drm_sched_wakeup(struct drm_gpu_scheduler *sched)
{
	queue_run(sched);
}

void kernel_sched_free_job(struct drm_gpu_scheduler *sched, struct drm_sched_job *job)
{
	checked_leave(&kernel_sched_pushed, job);
	checked_enter(&kernel_sched_initialised, job);
	sched->ops->free_job(job);
}

/* --- running ------------------------------------------------------------------------------ */

static void start_timeout(struct drm_gpu_scheduler *sched)
{
	lockdep_assert_held(&sched->job_list_lock);
	if (sched->timeout != MAX_SCHEDULE_TIMEOUT && !list_empty(&sched->pending_list))
		mod_delayed_work(sched->timeout_wq, &sched->work_tdr, sched->timeout);
}

static void begin(struct drm_gpu_scheduler *sched, struct drm_sched_job *job)
{
	spin_lock(&sched->job_list_lock);
	list_add_tail(&job->list, &sched->pending_list);
	start_timeout(sched);
	spin_unlock(&sched->job_list_lock);
}

/* The job may have gone when this returns. */
static void job_done(struct drm_sched_job *job, int result)
{
	struct drm_sched_fence *s_fence = job->s_fence;
	struct drm_gpu_scheduler *sched = s_fence->sched;

	atomic_sub(job->credits, &sched->credit_count);
	atomic_dec(sched->score);
	dma_fence_get(&s_fence->finished);
	kernel_sched_fence_finished(s_fence, result);
	dma_fence_put(&s_fence->finished);
	queue_free(sched);
}

static void hardware_done(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	job_done(container_of(cb, struct drm_sched_job, cb), fence->error);
}

/* Takes over the reference that run_job() gave. */
static void follow(struct drm_sched_job *job, struct dma_fence *fence)
{
	if (IS_ERR_OR_NULL(fence)) {
		job_done(job, IS_ERR(fence) ? PTR_ERR(fence) : 0);
		return;
	}
	if (dma_fence_add_callback(fence, &job->cb, hardware_done))
		job_done(job, fence->error);
	dma_fence_put(fence);
}

static void run_job_work(struct work_struct *work)
{
	struct drm_gpu_scheduler *sched =
		container_of(work, struct drm_gpu_scheduler, work_run_job);
	struct drm_sched_entity *entity;
	struct drm_sched_job *job;
	struct dma_fence *fence;

	if (READ_ONCE(sched->pause_submit))
		return;
	entity = kernel_sched_select_entity(sched);
	if (!entity)
		return;
	job = kernel_sched_pop_job(entity);
	if (!job) {
		complete_all(&entity->entity_idle);
		queue_run(sched);
		return;
	}
	atomic_add(job->credits, &sched->credit_count);
	begin(sched, job);
	fence = sched->ops->run_job(job);
	/* from here on the entity may go */
	complete_all(&entity->entity_idle);
	kernel_sched_fence_scheduled(job->s_fence, fence);
	follow(job, fence);
	wake_up_all(&sched->job_scheduled);
	queue_run(sched);
}

/* The oldest job, if it has ended; the next one's time begins. */
static struct drm_sched_job *take_finished(struct drm_gpu_scheduler *sched)
{
	struct drm_sched_job *job;

	spin_lock(&sched->job_list_lock);
	job = list_first_entry_or_null(&sched->pending_list, struct drm_sched_job, list);
	if (job && dma_fence_is_signaled(&job->s_fence->finished)) {
		list_del_init(&job->list);
		cancel_delayed_work(&sched->work_tdr);
		start_timeout(sched);
	} else {
		job = NULL;
	}
	spin_unlock(&sched->job_list_lock);
	return job;
}

static void free_job_work(struct work_struct *work)
{
	struct drm_gpu_scheduler *sched =
		container_of(work, struct drm_gpu_scheduler, work_free_job);
	struct drm_sched_job *job;

	if (READ_ONCE(sched->pause_submit))
		return;
	job = take_finished(sched);
	if (job) {
		kernel_sched_free_job(sched, job);
		queue_free(sched);
	}
	queue_run(sched);
}

/* --- recovery ----------------------------------------------------------------------------- */

static void timeout_work(struct work_struct *work)
{
	struct drm_gpu_scheduler *sched =
		container_of(work, struct drm_gpu_scheduler, work_tdr.work);
	enum drm_gpu_sched_stat status = DRM_GPU_SCHED_STAT_NOMINAL;
	struct drm_sched_job *job;

	spin_lock(&sched->job_list_lock);
	job = list_first_entry_or_null(&sched->pending_list, struct drm_sched_job, list);
	/* so that nobody frees it; drm_sched_stop() puts it back */
	if (job)
		list_del_init(&job->list);
	spin_unlock(&sched->job_list_lock);
	if (job) {
		status = sched->ops->timedout_job(job);
		if (sched->guilty) {
			kernel_sched_free_job(sched, sched->guilty);
			sched->guilty = NULL;
		}
	}
	if (status == DRM_GPU_SCHED_STAT_ENODEV)
		return;
	spin_lock(&sched->job_list_lock);
	start_timeout(sched);
	spin_unlock(&sched->job_list_lock);
}

void drm_sched_fault(struct drm_gpu_scheduler *sched)
{
	if (sched->timeout_wq)
		mod_delayed_work(sched->timeout_wq, &sched->work_tdr, 0);
}

bool drm_sched_wqueue_ready(struct drm_gpu_scheduler *sched)
{
	return sched->ready;
}

void drm_sched_wqueue_stop(struct drm_gpu_scheduler *sched)
{
	WRITE_ONCE(sched->pause_submit, true);
	cancel_work_sync(&sched->work_run_job);
	cancel_work_sync(&sched->work_free_job);
}

void drm_sched_wqueue_start(struct drm_gpu_scheduler *sched)
{
	WRITE_ONCE(sched->pause_submit, false);
	queue_work(sched->submit_wq, &sched->work_run_job);
	queue_work(sched->submit_wq, &sched->work_free_job);
}

/* Whether the hardware's fence no longer tells of the job. */
static bool cut_off(struct drm_gpu_scheduler *sched, struct drm_sched_job *job)
{
	struct drm_sched_fence *s_fence = job->s_fence;

	if (!s_fence->parent || !dma_fence_remove_callback(s_fence->parent, &job->cb))
		return false;
	dma_fence_put(s_fence->parent);
	s_fence->parent = NULL;
	atomic_sub(job->credits, &sched->credit_count);
	return true;
}

void drm_sched_stop(struct drm_gpu_scheduler *sched, struct drm_sched_job *bad)
{
	struct drm_sched_job *job, *next;

	drm_sched_wqueue_stop(sched);
	if (bad && bad->sched == sched)
		list_add(&bad->list, &sched->pending_list);
	list_for_each_entry_safe_reverse(job, next, &sched->pending_list, list) {
		if (cut_off(sched, job))
			continue;
		/* it has ended */
		spin_lock(&sched->job_list_lock);
		list_del_init(&job->list);
		spin_unlock(&sched->job_list_lock);
		dma_fence_wait(&job->s_fence->finished, false);
		if (job == bad)
			sched->guilty = job; /* the caller looks at it */
		else
			kernel_sched_free_job(sched, job);
	}
	cancel_delayed_work(&sched->work_tdr);
}

void drm_sched_increase_karma(struct drm_sched_job *bad)
{
	/* the kernel's own jobs are not to blame */
	if (bad->s_priority == DRM_SCHED_PRIORITY_KERNEL)
		return;
	atomic_inc(&bad->karma);
	kernel_sched_blame(bad->sched, bad->s_fence->scheduled.context);
}

void drm_sched_resubmit_jobs(struct drm_gpu_scheduler *sched)
{
	struct drm_sched_job *job, *next;
	struct dma_fence *fence;
	u64 guilty = 0;

	list_for_each_entry_safe(job, next, &sched->pending_list, list) {
		struct drm_sched_fence *s_fence = job->s_fence;

		if (!guilty && atomic_read(&job->karma) > sched->hang_limit)
			guilty = s_fence->scheduled.context;
		if (guilty && s_fence->scheduled.context == guilty)
			dma_fence_set_error(&s_fence->finished, -ECANCELED);
		fence = sched->ops->run_job(job);
		if (IS_ERR(fence))
			dma_fence_set_error(&s_fence->finished, PTR_ERR(fence));
		/* the reference that run_job() gave */
		s_fence->parent = IS_ERR_OR_NULL(fence) ? NULL : fence;
	}
}

void drm_sched_start(struct drm_gpu_scheduler *sched)
{
	struct drm_sched_job *job, *next;
	struct dma_fence *fence;

	list_for_each_entry_safe(job, next, &sched->pending_list, list) {
		fence = job->s_fence->parent;
		atomic_add(job->credits, &sched->credit_count);
		if (!fence)
			job_done(job, -ECANCELED);
		else if (dma_fence_add_callback(fence, &job->cb, hardware_done))
			job_done(job, fence->error);
	}
	spin_lock(&sched->job_list_lock);
	start_timeout(sched);
	spin_unlock(&sched->job_list_lock);
	drm_sched_wqueue_start(sched);
}

/* --- schedulers --------------------------------------------------------------------------- */

static void free_rqs(struct drm_gpu_scheduler *sched)
{
	u32 i;

	for (i = 0; i < sched->num_rqs; i++)
		kfree(sched->sched_rq[i]);
	kfree(sched->sched_rq);
	sched->sched_rq = NULL;
}

static int alloc_rqs(struct drm_gpu_scheduler *sched)
{
	struct drm_sched_rq *rq;
	u32 i;

	sched->sched_rq = kcalloc(sched->num_rqs, sizeof(*sched->sched_rq), GFP_KERNEL);
	for (i = 0; sched->sched_rq && i < sched->num_rqs; i++) {
		rq = kzalloc(sizeof(*rq), GFP_KERNEL);
		if (!rq) {
			free_rqs(sched);
			break;
		}
		rq->sched = sched;
		INIT_LIST_HEAD(&rq->entities);
		rq->rb_tree_root = RB_ROOT_CACHED;
		spin_lock_init(&rq->lock);
		sched->sched_rq[i] = rq;
	}
	return sched->sched_rq ? 0 : -ENOMEM;
}

int drm_sched_init(struct drm_gpu_scheduler *sched, const struct drm_sched_init_args *args)
{
	int error;

	if (!args->num_rqs || args->num_rqs > DRM_SCHED_PRIORITY_COUNT || !args->credit_limit)
		return -EINVAL;
	sched->ops = args->ops;
	sched->credit_limit = args->credit_limit;
	sched->name = args->name;
	sched->timeout = args->timeout;
	sched->hang_limit = args->hang_limit;
	sched->timeout_wq = args->timeout_wq ? args->timeout_wq : system_wq;
	sched->score = args->score ? args->score : &sched->_score;
	sched->dev = args->dev;
	sched->num_rqs = args->num_rqs;
	sched->submit_wq = args->submit_wq;
	sched->own_submit_wq = !args->submit_wq;
	if (sched->own_submit_wq)
		sched->submit_wq = alloc_ordered_workqueue("%s", WQ_MEM_RECLAIM, args->name);
	if (!sched->submit_wq)
		return -ENOMEM;
	error = alloc_rqs(sched);
	if (error) {
		if (sched->own_submit_wq)
			destroy_workqueue(sched->submit_wq);
		return error;
	}
	init_waitqueue_head(&sched->job_scheduled);
	INIT_LIST_HEAD(&sched->pending_list);
	spin_lock_init(&sched->job_list_lock);
	atomic_set(&sched->credit_count, 0);
	atomic_set(&sched->_score, 0);
	atomic64_set(&sched->job_id_count, 0);
	INIT_DELAYED_WORK(&sched->work_tdr, timeout_work);
	INIT_WORK(&sched->work_run_job, run_job_work);
	INIT_WORK(&sched->work_free_job, free_job_work);
	sched->pause_submit = false;
	sched->guilty = NULL;
	sched->ready = true;
	checked_enter(&scheduler_kind, sched);
	return 0;
}

void drm_sched_fini(struct drm_gpu_scheduler *sched)
{
	u32 i;

	checked_leave(&scheduler_kind, sched);
	drm_sched_wqueue_stop(sched);
	checked_that(list_empty(&sched->pending_list), "scheduler-ended-with-jobs",
		     "a scheduler ends with jobs that it has not freed");
	for (i = 0; i < sched->num_rqs; i++)
		checked_that(RB_EMPTY_ROOT(&sched->sched_rq[i]->rb_tree_root.rb_root),
			     "scheduler-ended-with-jobs",
			     "a scheduler ends before entities that have jobs");
	cancel_delayed_work_sync(&sched->work_tdr);
	if (sched->own_submit_wq)
		destroy_workqueue(sched->submit_wq);
	sched->ready = false;
	free_rqs(sched);
}
