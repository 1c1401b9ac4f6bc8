/* SPDX-License-Identifier: MIT */
/**
 * DOC: The job scheduler
 *
 * A &struct drm_gpu_scheduler stands before a queue of the hardware. Jobs come from entities, which
 * are each a queue of a client, and run when the fences that they depend on are signalled and the
 * hardware has credits left.
 *
 * A driver embeds a &struct drm_sched_job: drm_sched_job_init(); dependencies; drm_sched_job_arm(),
 * from which on nothing can fail, and the job's fences exist; drm_sched_entity_push_job(), which
 * gives the job to the scheduler. The scheduler calls run_job(), whose fence tells that the
 * hardware is done, and at the end free_job(), which calls drm_sched_job_cleanup(). Arming and
 * pushing of one entity's jobs need a lock of the driver.
 */
#ifndef _DRM_GPU_SCHEDULER_H_
#define _DRM_GPU_SCHEDULER_H_

#include "custody.h"

#include <linux/completion.h>
#include <linux/dma-fence.h>
#include <linux/dma-resv.h>
#include <linux/rbtree.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

struct device;
struct drm_file;
struct drm_gem_object;
struct drm_gpu_scheduler;
struct drm_sched_entity;
struct drm_sched_job;
struct drm_sched_rq;

/* Waiters for this fence wait for its end, not for its being scheduled. */
#define DRM_SCHED_FENCE_DONT_PIPELINE DMA_FENCE_FLAG_USER_BITS

enum drm_sched_priority {
	DRM_SCHED_PRIORITY_KERNEL,
	DRM_SCHED_PRIORITY_HIGH,
	DRM_SCHED_PRIORITY_NORMAL,
	DRM_SCHED_PRIORITY_LOW,
	DRM_SCHED_PRIORITY_COUNT
};

/**
 * struct drm_sched_entity - a client's queue
 * @rq: the run queue that it is on when it has jobs
 * @sched_list: schedulers that its jobs may go to, if there are several
 * @priority: of its jobs
 * @fence_context: of the jobs' scheduled fences; the finished ones have the next
 * @guilty: set when a job of it was found guilty; the driver's; optional
 */
struct drm_sched_entity {
	struct drm_sched_rq *rq;
	struct drm_gpu_scheduler **sched_list;
	unsigned int num_sched_list;
	enum drm_sched_priority priority;
	u64 fence_context;
	atomic_t fence_seq;
	atomic_t *guilty;
	/* private: */
	spinlock_t lock; /* guards all below but last_scheduled; taken inside of fences' locks */
	struct list_head job_queue;
	bool stopped;
	struct dma_fence *dependency; /* of the first job, not signalled yet; a reference */
	struct dma_fence_cb cb; /* of that */
	struct dma_fence *last_scheduled; /* the scheduler's, until the entity is idle */
	struct completion entity_idle; /* the scheduler does not look at it */
	ktime_t oldest_job_waiting;
	bool queued; /* in rq's tree; guarded by rq->lock */
	struct rb_node rb_tree_node;
	struct list_head list; /* in rq's entities, from its first job on; guarded by rq->lock */
};

/* Entities, and those with jobs: the one that waits longest first. */
struct drm_sched_rq {
	spinlock_t lock; /* taken inside of entities' locks */
	struct drm_gpu_scheduler *sched;
	struct list_head entities;
	struct rb_root_cached rb_tree_root;
};

/**
 * struct drm_sched_fence - a job's fences
 * @scheduled: the job was given to the hardware
 * @finished: it has ended
 * @parent: the fence of run_job(); a reference
 * @sched: the scheduler
 * @lock: of both fences
 * @owner: the driver's, for debugging
 */
struct drm_sched_fence {
	struct dma_fence scheduled;
	struct dma_fence finished;
	struct dma_fence *parent;
	struct drm_gpu_scheduler *sched;
	spinlock_t lock;
	void *owner;
	u64 drm_client_id;
};

struct drm_sched_fence *to_drm_sched_fence(struct dma_fence *f);

/**
 * struct drm_sched_job - a job
 * @sched: where it runs; from drm_sched_job_arm() on
 * @s_fence: its fences
 * @credits: how much of the hardware it takes
 * @karma: how often it hung
 * @entity: where it came from, until it is scheduled
 */
struct drm_sched_job {
	struct list_head list; /* in the entity's queue, then in the scheduler's pending_list */
	struct drm_gpu_scheduler *sched;
	struct drm_sched_fence *s_fence;
	u32 credits;
	union {
		struct dma_fence_cb finish_cb;
		struct work_struct work;
	};
	u64 id;
	atomic_t karma;
	enum drm_sched_priority s_priority;
	struct drm_sched_entity *entity;
	struct dma_fence_cb cb;
	struct xarray dependencies; /* references */
	unsigned long last_dependency;
	ktime_t submit_ts;
};

enum drm_gpu_sched_stat {
	DRM_GPU_SCHED_STAT_NONE,
	DRM_GPU_SCHED_STAT_NOMINAL,
	DRM_GPU_SCHED_STAT_ENODEV, /* the device is gone */
};

/**
 * struct drm_sched_backend_ops - what a driver does
 * @prepare_job: a fence more that the job depends on, or NULL; optional
 * @run_job: gives the job to the hardware: a reference to a fence, an error pointer, or NULL if
 * there is nothing to wait for
 * @timedout_job: the oldest job is late: drm_sched_stop(), a reset, drm_sched_start()
 * @free_job: the job has ended: drm_sched_job_cleanup(), then its memory
 */
struct drm_sched_backend_ops {
	struct dma_fence *(*prepare_job)(struct drm_sched_job *sched_job,
					 struct drm_sched_entity *s_entity);
	struct dma_fence *(*run_job)(struct drm_sched_job *sched_job);
	enum drm_gpu_sched_stat (*timedout_job)(struct drm_sched_job *sched_job);
	void (*free_job)(struct drm_sched_job *sched_job);
};

/**
 * struct drm_gpu_scheduler - a scheduler
 * @pending_list: jobs that were given to the hardware, oldest first; guarded by job_list_lock
 * @job_scheduled: woken when a job was
 * @hang_limit: how often a job may hang before it is guilty
 */
struct drm_gpu_scheduler {
	const struct drm_sched_backend_ops *ops;
	u32 credit_limit;
	atomic_t credit_count;
	long timeout;
	const char *name;
	u32 num_rqs;
	struct drm_sched_rq **sched_rq;
	wait_queue_head_t job_scheduled;
	atomic64_t job_id_count;
	struct workqueue_struct *submit_wq;
	struct workqueue_struct *timeout_wq;
	struct work_struct work_run_job;
	struct work_struct work_free_job;
	struct delayed_work work_tdr;
	struct list_head pending_list;
	spinlock_t job_list_lock;
	int hang_limit;
	atomic_t *score;
	atomic_t _score;
	bool ready;
	struct drm_sched_job *guilty;
	bool pause_submit;
	bool own_submit_wq;
	struct device *dev;
};

/* timeout_wq may be NULL: the system's; submit_wq, too: one of its own. */
struct drm_sched_init_args {
	const struct drm_sched_backend_ops *ops;
	struct workqueue_struct *submit_wq;
	struct workqueue_struct *timeout_wq;
	u32 num_rqs;
	u32 credit_limit;
	unsigned int hang_limit;
	long timeout;
	atomic_t *score;
	const char *name;
	struct device *dev;
};

int drm_sched_init(struct drm_gpu_scheduler *sched, const struct drm_sched_init_args *args);
/* All entities have gone, and all jobs. */
void drm_sched_fini(struct drm_gpu_scheduler *sched);

int drm_sched_job_init(struct drm_sched_job *job, struct drm_sched_entity *entity, u32 credits,
		       void *owner, u64 drm_client_id);
void drm_sched_job_arm(struct drm_sched_job *job);
void drm_sched_entity_push_job(struct drm_sched_job *sched_job);
void drm_sched_job_cleanup(struct drm_sched_job *job);
/* The reference is gone afterwards, also when it fails. */
int drm_sched_job_add_dependency(struct drm_sched_job *job, struct dma_fence *fence);
int drm_sched_job_add_syncobj_dependency(struct drm_sched_job *job, struct drm_file *file,
					 u32 handle, u32 point);
int drm_sched_job_add_resv_dependencies(struct drm_sched_job *job, struct dma_resv *resv,
					enum dma_resv_usage usage);
int drm_sched_job_add_implicit_dependencies(struct drm_sched_job *job, struct drm_gem_object *obj,
					    bool write);

int drm_sched_entity_init(struct drm_sched_entity *entity, enum drm_sched_priority priority,
			  struct drm_gpu_scheduler **sched_list, unsigned int num_sched_list,
			  atomic_t *guilty);
/* Waits until all jobs are with the hardware; what is left of the time. */
long drm_sched_entity_flush(struct drm_sched_entity *entity, long timeout);
/* Jobs that are not end with an error. */
void drm_sched_entity_fini(struct drm_sched_entity *entity);
void drm_sched_entity_destroy(struct drm_sched_entity *entity);
void drm_sched_entity_set_priority(struct drm_sched_entity *entity,
				   enum drm_sched_priority priority);
/* How its last job ended. */
int drm_sched_entity_error(struct drm_sched_entity *entity);

/* --- recovery: for timedout_job() --------------------------------------------------------- */

void drm_sched_fault(struct drm_gpu_scheduler *sched);
void drm_sched_stop(struct drm_gpu_scheduler *sched, struct drm_sched_job *bad);
void drm_sched_increase_karma(struct drm_sched_job *bad);
void drm_sched_resubmit_jobs(struct drm_gpu_scheduler *sched);
void drm_sched_start(struct drm_gpu_scheduler *sched);
bool drm_sched_wqueue_ready(struct drm_gpu_scheduler *sched);
void drm_sched_wqueue_stop(struct drm_gpu_scheduler *sched);
void drm_sched_wqueue_start(struct drm_gpu_scheduler *sched);
void drm_sched_wakeup(struct drm_gpu_scheduler *sched);

#endif
