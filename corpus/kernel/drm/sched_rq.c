// SPDX-License-Identifier: MIT
/* Run queues: which entity is next. */
#include "sched_internal.h"

#include <linux/kernel.h>

static bool waits_longer(struct rb_node *a, const struct rb_node *b)
{
	return ktime_before(rb_entry(a, struct drm_sched_entity, rb_tree_node)->oldest_job_waiting,
			    rb_entry(b, struct drm_sched_entity, rb_tree_node)->oldest_job_waiting);
}

void kernel_sched_rq_update(struct drm_sched_entity *entity)
{
	struct drm_sched_rq *rq = entity->rq;
	struct drm_sched_job *first;

	lockdep_assert_held(&entity->lock);
	if (entity->stopped)
		return;
	first = list_first_entry_or_null(&entity->job_queue, struct drm_sched_job, list);
	spin_lock(&rq->lock);
	if (entity->queued)
		rb_erase_cached(&entity->rb_tree_node, &rq->rb_tree_root);
	if (list_empty(&entity->list))
		list_add_tail(&entity->list, &rq->entities);
	entity->queued = first;
	if (entity->queued) {
		entity->oldest_job_waiting = first->submit_ts;
		rb_add_cached(&entity->rb_tree_node, &rq->rb_tree_root, waits_longer);
	}
	spin_unlock(&rq->lock);
}

void kernel_sched_rq_remove(struct drm_sched_entity *entity)
{
	struct drm_sched_rq *rq = entity->rq;

	lockdep_assert_held(&entity->lock);
	spin_lock(&rq->lock);
	list_del_init(&entity->list);
	if (entity->queued)
		rb_erase_cached(&entity->rb_tree_node, &rq->rb_tree_root);
	entity->queued = false;
	spin_unlock(&rq->lock);
}

static void blame_in(struct drm_sched_rq *rq, u64 context)
{
	struct drm_sched_entity *entity;

	spin_lock(&rq->lock);
	list_for_each_entry(entity, &rq->entities, list) {
		if (entity->fence_context == context && entity->guilty)
			atomic_set(entity->guilty, 1);
	}
	spin_unlock(&rq->lock);
}

void kernel_sched_blame(struct drm_gpu_scheduler *sched, u64 context)
{
	u32 i;

	for (i = DRM_SCHED_PRIORITY_HIGH; i < sched->num_rqs; i++)
		blame_in(sched->sched_rq[i], context);
}

static bool can_queue(struct drm_gpu_scheduler *sched)
{
	return (u32)atomic_read(&sched->credit_count) < sched->credit_limit;
}

static struct drm_sched_entity *first_ready(struct drm_sched_rq *rq)
{
	struct drm_sched_entity *entity;
	struct rb_node *node;

	lockdep_assert_held(&rq->lock);
	for (node = rb_first_cached(&rq->rb_tree_root); node; node = rb_next(node)) {
		entity = rb_entry(node, struct drm_sched_entity, rb_tree_node);
		if (READ_ONCE(entity->dependency))
			continue;
		reinit_completion(&entity->entity_idle);
		return entity;
	}
	return NULL;
}

struct drm_sched_entity *kernel_sched_select_entity(struct drm_gpu_scheduler *sched)
{
	struct drm_sched_entity *entity = NULL;
	u32 i;

	for (i = 0; !entity && i < sched->num_rqs && can_queue(sched); i++) {
		spin_lock(&sched->sched_rq[i]->lock);
		entity = first_ready(sched->sched_rq[i]);
		spin_unlock(&sched->sched_rq[i]->lock);
	}
	return entity;
}
