// SPDX-License-Identifier: MIT
/*
 * A client's jobs, in order. The scheduler takes them off one by one; what is left when the entity
 * goes is killed: its fences are signalled with an error, when its dependencies are.
 */
#include "sched_internal.h"

#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define FLUSH_TIMEOUT msecs_to_jiffies(1000)

static const struct checked_kind entity_kind = {
	.what = "scheduler entity", .freed = "sched-entity-freed", .left = "sched-entity-leak"};

int drm_sched_entity_init(struct drm_sched_entity *entity, enum drm_sched_priority priority,
			  struct drm_gpu_scheduler **sched_list, unsigned int num_sched_list,
			  atomic_t *guilty)
{
	struct drm_gpu_scheduler *sched;

	if (!entity || !sched_list || !num_sched_list || !sched_list[0] ||
	    WARN_ON(!sched_list[0]->sched_rq))
		return -EINVAL;
	sched = sched_list[0];
	memset(entity, 0, sizeof(*entity));
	entity->guilty = guilty;
	entity->num_sched_list = num_sched_list;
	entity->sched_list = num_sched_list > 1 ? sched_list : NULL;
	entity->priority = min_t(u32, priority, sched->num_rqs - 1);
	entity->rq = sched->sched_rq[entity->priority];
	spin_lock_init(&entity->lock);
	INIT_LIST_HEAD(&entity->job_queue);
	INIT_LIST_HEAD(&entity->list);
	RB_CLEAR_NODE(&entity->rb_tree_node);
	init_completion(&entity->entity_idle);
	complete_all(&entity->entity_idle);
	entity->fence_context = dma_fence_context_alloc(2);
	checked_enter(&entity_kind, entity);
	return 0;
}

void drm_sched_entity_set_priority(struct drm_sched_entity *entity,
				   enum drm_sched_priority priority)
{
	spin_lock(&entity->lock);
	entity->priority = priority;
	spin_unlock(&entity->lock);
}

int drm_sched_entity_error(struct drm_sched_entity *entity)
{
	struct dma_fence *fence;
	int error;

	spin_lock(&entity->lock);
	fence = entity->last_scheduled;
	error = fence ? READ_ONCE(fence->error) : 0;
	spin_unlock(&entity->lock);
	return error;
}

/* --- giving jobs -------------------------------------------------------------------------- */

static struct drm_gpu_scheduler *least_loaded(struct drm_sched_entity *entity)
{
	struct drm_gpu_scheduler *sched, *best = NULL;
	unsigned int i;

	for (i = 0; i < entity->num_sched_list; i++) {
		sched = entity->sched_list[i];
		if (sched->ready && (!best || atomic_read(sched->score) < atomic_read(best->score)))
			best = sched;
	}
	return best;
}

/* Only an entity without jobs changes its run queue: jobs stay in order. */
void kernel_sched_select_rq(struct drm_sched_entity *entity)
{
	struct drm_gpu_scheduler *sched = entity->rq->sched;
	struct drm_sched_rq *rq;

	spin_lock(&entity->lock);
	if (!list_empty(&entity->job_queue) ||
	    (entity->last_scheduled && !dma_fence_is_signaled(entity->last_scheduled)))
		goto unlock;
	if (entity->sched_list)
		sched = least_loaded(entity);
	if (!sched)
		goto unlock;
	rq = sched->sched_rq[min_t(u32, entity->priority, sched->num_rqs - 1)];
	if (rq == entity->rq)
		goto unlock;
	kernel_sched_rq_remove(entity);
	entity->rq = rq;
unlock:
	spin_unlock(&entity->lock);
}

void drm_sched_entity_push_job(struct drm_sched_job *job)
{
	struct drm_sched_entity *entity = job->entity;
	struct drm_gpu_scheduler *sched = job->sched;
	bool first;

	checked_that(sched && job->s_fence && job->s_fence->sched, "sched-job-not-armed",
		     "a job is pushed that is not armed");
	spin_lock(&entity->lock);
	checked_that(!entity->stopped, "sched-entity-stopped",
		     "a job is pushed to an entity that has ended");
	checked_leave(&kernel_sched_initialised, job);
	checked_enter(&kernel_sched_pushed, job);
	atomic_inc(sched->score);
	job->submit_ts = ktime_get();
	first = list_empty(&entity->job_queue);
	list_add_tail(&job->list, &entity->job_queue);
	if (first)
		kernel_sched_rq_update(entity);
	spin_unlock(&entity->lock);
	/* from here on the job may have gone */
	if (first)
		drm_sched_wakeup(sched);
}

/* --- taking jobs -------------------------------------------------------------------------- */

static void dependency_signalled(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	struct drm_sched_entity *entity = container_of(cb, struct drm_sched_entity, cb);
	struct drm_gpu_scheduler *sched = entity->rq->sched;

	spin_lock(&entity->lock);
	WRITE_ONCE(entity->dependency, NULL);
	spin_unlock(&entity->lock);
	/* from here on the entity may have gone */
	dma_fence_put(fence);
	drm_sched_wakeup(sched);
}

static struct dma_fence *next_dependency(struct drm_sched_entity *entity, struct drm_sched_job *job)
{
	/* the array keeps it: killing waits for all */
	struct dma_fence *fence = xa_load(&job->dependencies, job->last_dependency);

	if (fence) {
		job->last_dependency++;
		return dma_fence_get(fence);
	}
	return job->sched->ops->prepare_job ? job->sched->ops->prepare_job(job, entity) : NULL;
}

/* What of the dependency has to be waited for; NULL: nothing. Takes the reference over. */
static struct dma_fence *shorten(struct drm_sched_entity *entity, struct dma_fence *fence)
{
	struct drm_sched_fence *s_fence = to_drm_sched_fence(fence);
	struct dma_fence *scheduled;

	if (fence->context == entity->fence_context ||
	    fence->context == entity->fence_context + 1) { /* an earlier job of the entity */
		dma_fence_put(fence);
		return NULL;
	}
	if (READ_ONCE(fence->error) || !s_fence || s_fence->sched != entity->rq->sched ||
	    test_bit(DRM_SCHED_FENCE_DONT_PIPELINE, &fence->flags))
		return fence;
	/* the hardware runs its jobs in order */
	scheduled = dma_fence_get(&s_fence->scheduled);
	dma_fence_put(fence);
	return scheduled;
}

/* Whether it is waited for. Takes the reference over. */
static bool wait_for(struct drm_sched_entity *entity, struct dma_fence *fence)
{
	fence = shorten(entity, fence);
	if (!fence)
		return false;
	spin_lock(&entity->lock);
	WRITE_ONCE(entity->dependency, fence);
	spin_unlock(&entity->lock);
	if (!dma_fence_add_callback(fence, &entity->cb, dependency_signalled))
		return true;
	spin_lock(&entity->lock);
	WRITE_ONCE(entity->dependency, NULL);
	spin_unlock(&entity->lock);
	dma_fence_put(fence);
	return false;
}

static struct drm_sched_job *first_job(struct drm_sched_entity *entity)
{
	struct drm_sched_job *job;

	spin_lock(&entity->lock);
	job = list_first_entry_or_null(&entity->job_queue, struct drm_sched_job, list);
	spin_unlock(&entity->lock);
	return job;
}

struct drm_sched_job *kernel_sched_pop_job(struct drm_sched_entity *entity)
{
	struct drm_sched_job *job = first_job(entity);
	struct dma_fence *fence, *last;

	if (!job)
		return NULL;
	while ((fence = next_dependency(entity, job))) {
		if (wait_for(entity, fence))
			return NULL;
	}
	if (entity->guilty && atomic_read(entity->guilty))
		dma_fence_set_error(&job->s_fence->finished, -ECANCELED);
	spin_lock(&entity->lock);
	last = entity->last_scheduled;
	entity->last_scheduled = dma_fence_get(&job->s_fence->finished);
	list_del_init(&job->list);
	kernel_sched_rq_update(entity);
	spin_unlock(&entity->lock);
	dma_fence_put(last);
	/* the entity may go before the job */
	job->entity = NULL;
	return job;
}

/* --- the end ------------------------------------------------------------------------------ */

static void kill_job(struct dma_fence *fence, struct dma_fence_cb *cb);

/* Not before its dependencies: who waits for the job relies on them, too. */
static void kill_job_work(struct work_struct *work)
{
	struct drm_sched_job *job = container_of(work, struct drm_sched_job, work);
	struct drm_gpu_scheduler *sched = job->sched;
	struct dma_fence *fence;
	unsigned long index;

	xa_for_each(&job->dependencies, index, fence) {
		xa_erase(&job->dependencies, index);
		if (!dma_fence_add_callback(fence, &job->finish_cb, kill_job))
			return;
		dma_fence_put(fence);
	}
	kernel_sched_fence_scheduled(job->s_fence, NULL);
	kernel_sched_fence_finished(job->s_fence, -ESRCH);
	atomic_dec(sched->score);
	kernel_sched_free_job(sched, job);
}

/* Called with the fence's lock held; the reference is the callback's. */
static void kill_job(struct dma_fence *fence, struct dma_fence_cb *cb)
{
	struct drm_sched_job *job = container_of(cb, struct drm_sched_job, finish_cb);

	dma_fence_put(fence);
	INIT_WORK(&job->work, kill_job_work);
	schedule_work(&job->work);
}

static struct drm_sched_job *take_first(struct drm_sched_entity *entity)
{
	struct drm_sched_job *job;

	spin_lock(&entity->lock);
	job = list_first_entry_or_null(&entity->job_queue, struct drm_sched_job, list);
	if (job)
		list_del_init(&job->list);
	spin_unlock(&entity->lock);
	return job;
}

/* Each of the jobs ends after the one before it. */
static void kill_jobs(struct drm_sched_entity *entity)
{
	struct dma_fence *prev = dma_fence_get(entity->last_scheduled), *finished;
	struct drm_sched_job *job;

	while ((job = take_first(entity))) {
		finished = dma_fence_get(&job->s_fence->finished);
		if (!prev || dma_fence_add_callback(prev, &job->finish_cb, kill_job)) {
			dma_fence_put(prev);
			kill_job(NULL, &job->finish_cb);
		}
		prev = finished;
	}
	dma_fence_put(prev);
}

static void forget_dependency(struct drm_sched_entity *entity)
{
	struct dma_fence *fence;

	spin_lock(&entity->lock);
	fence = dma_fence_get(entity->dependency);
	spin_unlock(&entity->lock);
	if (!fence)
		return;
	/* if it fails, the callback has run, and has put the entity's reference */
	if (dma_fence_remove_callback(fence, &entity->cb)) {
		entity->dependency = NULL;
		dma_fence_put(fence);
	}
	dma_fence_put(fence);
}

static bool is_idle(struct drm_sched_entity *entity)
{
	bool idle;

	spin_lock(&entity->lock);
	idle = list_empty(&entity->job_queue) || entity->stopped;
	spin_unlock(&entity->lock);
	return idle;
}

long drm_sched_entity_flush(struct drm_sched_entity *entity, long timeout)
{
	if (!entity->rq)
		return 0;
	wait_event_killable(entity->rq->sched->job_scheduled, is_idle(entity));
	return timeout;
}

void drm_sched_entity_fini(struct drm_sched_entity *entity)
{
	if (!entity->rq)
		return;
	checked_that(checked_leave(&entity_kind, entity), "sched-entity-stopped",
		     "an entity is ended that has ended already");
	spin_lock(&entity->lock);
	entity->stopped = true;
	kernel_sched_rq_remove(entity);
	spin_unlock(&entity->lock);
	/* the scheduler no longer finds it; does it have it? */
	wait_for_completion(&entity->entity_idle);
	forget_dependency(entity);
	kill_jobs(entity);
	dma_fence_put(entity->last_scheduled);
	entity->last_scheduled = NULL;
}

void drm_sched_entity_destroy(struct drm_sched_entity *entity)
{
	drm_sched_entity_flush(entity, FLUSH_TIMEOUT);
	drm_sched_entity_fini(entity);
}
