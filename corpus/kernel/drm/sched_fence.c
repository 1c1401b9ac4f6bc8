// SPDX-License-Identifier: MIT
/* A job's two fences, which are one object: finished has a reference to scheduled. */
#include "sched_internal.h"

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>

static const char *driver_name(struct dma_fence *fence)
{
	return "drm_sched";
}

static const char *timeline_name(struct dma_fence *fence)
{
	return to_drm_sched_fence(fence)->sched->name;
}

static void free_both(struct rcu_head *head)
{
	kfree(container_of(head, struct drm_sched_fence, finished.rcu));
}

static void release_scheduled(struct dma_fence *fence)
{
	struct drm_sched_fence *s_fence = to_drm_sched_fence(fence);

	dma_fence_put(s_fence->parent);
	call_rcu(&s_fence->finished.rcu, free_both);
}

static void release_finished(struct dma_fence *fence)
{
	dma_fence_put(&to_drm_sched_fence(fence)->scheduled);
}

static const struct dma_fence_ops scheduled_ops = {.get_driver_name = driver_name,
						   .get_timeline_name = timeline_name,
						   .release = release_scheduled};
static const struct dma_fence_ops finished_ops = {.get_driver_name = driver_name,
						  .get_timeline_name = timeline_name,
						  .release = release_finished};

struct drm_sched_fence *to_drm_sched_fence(struct dma_fence *f)
{
	if (f->ops == &scheduled_ops)
		return container_of(f, struct drm_sched_fence, scheduled);
	if (f->ops == &finished_ops)
		return container_of(f, struct drm_sched_fence, finished);
	return NULL;
}

struct drm_sched_fence *kernel_sched_fence_alloc(struct drm_sched_entity *entity, void *owner,
						 u64 client)
{
	struct drm_sched_fence *fence = kzalloc(sizeof(*fence), GFP_KERNEL);

	if (!fence)
		return NULL;
	fence->owner = owner;
	fence->drm_client_id = client;
	spin_lock_init(&fence->lock);
	return fence;
}

void kernel_sched_fence_free(struct drm_sched_fence *fence)
{
	WARN_ON(fence->sched);
	kfree(fence);
}

void kernel_sched_fence_init(struct drm_sched_fence *fence, struct drm_sched_entity *entity)
{
	unsigned int seq = atomic_inc_return(&entity->fence_seq);

	fence->sched = entity->rq->sched;
	dma_fence_init(&fence->scheduled, &scheduled_ops, &fence->lock, entity->fence_context, seq);
	dma_fence_init(&fence->finished, &finished_ops, &fence->lock, entity->fence_context + 1,
		       seq);
}

void kernel_sched_fence_scheduled(struct drm_sched_fence *fence, struct dma_fence *parent)
{
	if (!IS_ERR_OR_NULL(parent)) {
		spin_lock(&fence->lock);
		fence->parent = dma_fence_get(parent);
		spin_unlock(&fence->lock);
	}
	dma_fence_signal(&fence->scheduled);
}

void kernel_sched_fence_finished(struct drm_sched_fence *fence, int result)
{
	if (result)
		dma_fence_set_error(&fence->finished, result);
	dma_fence_signal(&fence->finished);
}
