/* SPDX-License-Identifier: MIT */
#ifndef KERNEL_SCHED_INTERNAL_H
#define KERNEL_SCHED_INTERNAL_H

#include "checked.h"

#include <drm/gpu_scheduler.h>

/* Jobs that are the driver's, and those that the scheduler has: nobody else frees them. */
extern const struct checked_kind kernel_sched_initialised, kernel_sched_pushed;

struct drm_sched_fence *kernel_sched_fence_alloc(struct drm_sched_entity *entity, void *owner,
						 u64 client);
/* For one that was never initialised. */
void kernel_sched_fence_free(struct drm_sched_fence *fence);
void kernel_sched_fence_init(struct drm_sched_fence *fence, struct drm_sched_entity *entity);
void kernel_sched_fence_scheduled(struct drm_sched_fence *fence, struct dma_fence *parent);
void kernel_sched_fence_finished(struct drm_sched_fence *fence, int result);

void kernel_sched_select_rq(struct drm_sched_entity *entity);
/* The next one whose dependencies are signalled, taken off its queue; or NULL. */
struct drm_sched_job *kernel_sched_pop_job(struct drm_sched_entity *entity);
/* The entity that has waited longest and could run, if the hardware has room; or NULL. Its
 * entity_idle is not complete. */
struct drm_sched_entity *kernel_sched_select_entity(struct drm_gpu_scheduler *sched);
/* With the entity's lock held. */
void kernel_sched_rq_update(struct drm_sched_entity *entity);
/* Takes it off its run queue altogether. */
void kernel_sched_rq_remove(struct drm_sched_entity *entity);
/* Marks the entity of that fence context as guilty. */
void kernel_sched_blame(struct drm_gpu_scheduler *sched, u64 context);
/* free_job(), after which the scheduler does not know the job. */
void kernel_sched_free_job(struct drm_gpu_scheduler *sched, struct drm_sched_job *job);

#endif
