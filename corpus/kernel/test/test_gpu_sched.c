// SPDX-License-Identifier: MIT
/* The job scheduler, with hardware that ends its jobs when it is told to; and sync objects. */
#include "board.h"
#include "checked.h"
#include "testing.h"
#include "threads.h"

#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <drm/drm_gem.h>
#include <drm/drm_syncobj.h>
#include <drm/gpu_scheduler.h>

/* --- hardware ----------------------------------------------------------------------------- */

struct hw_fence {
	struct dma_fence base;
	spinlock_t lock;
	struct list_head link;
};

struct hw {
	struct drm_gpu_scheduler sched;
	spinlock_t lock;
	struct list_head running; /* references; guarded by lock */
	wait_queue_head_t changed;
	bool automatic; /* jobs end at once */
	unsigned int ran; /* guarded by lock */
	atomic_t freed, resets;
	u64 context;
};

struct job {
	struct drm_sched_job base;
	struct hw *hw;
	int id;
};

static int order[64];

static const char *name(struct dma_fence *fence)
{
	return "hw";
}

static const struct dma_fence_ops hw_ops = {.get_driver_name = name, .get_timeline_name = name};

static struct dma_fence *run_job(struct drm_sched_job *base)
{
	struct job *job = container_of(base, struct job, base);
	struct hw *hw = job->hw;
	struct hw_fence *fence;
	unsigned int seqno;

	if (base->s_fence->finished.error)
		return NULL;
	fence = kzalloc(sizeof(*fence), GFP_KERNEL);
	if (!fence)
		return ERR_PTR(-ENOMEM);
	spin_lock_init(&fence->lock);
	spin_lock(&hw->lock);
	order[hw->ran % 64] = job->id;
	seqno = ++hw->ran;
	dma_fence_init(&fence->base, &hw_ops, &fence->lock, hw->context, seqno);
	if (!hw->automatic)
		list_add_tail(
			&container_of(dma_fence_get(&fence->base), struct hw_fence, base)->link,
			&hw->running);
	spin_unlock(&hw->lock);
	if (hw->automatic)
		dma_fence_signal(&fence->base);
	wake_up_all(&hw->changed);
	return &fence->base;
}

static bool end_one(struct hw *hw, int error)
{
	struct hw_fence *fence;

	spin_lock(&hw->lock);
	fence = list_first_entry_or_null(&hw->running, struct hw_fence, link);
	if (fence)
		list_del(&fence->link);
	spin_unlock(&hw->lock);
	if (!fence)
		return false;
	if (error)
		dma_fence_set_error(&fence->base, error);
	dma_fence_signal(&fence->base);
	dma_fence_put(&fence->base);
	return true;
}

static enum drm_gpu_sched_stat timedout_job(struct drm_sched_job *base)
{
	struct hw *hw = container_of(base, struct job, base)->hw;

	drm_sched_stop(&hw->sched, base);
	drm_sched_increase_karma(base);
	while (end_one(hw, -ECANCELED))
		;
	atomic_inc(&hw->resets);
	/* once is enough: a busy machine may be as slow as one that hangs */
	hw->sched.timeout = MAX_SCHEDULE_TIMEOUT;
	drm_sched_resubmit_jobs(&hw->sched);
	drm_sched_start(&hw->sched);
	return DRM_GPU_SCHED_STAT_NOMINAL;
}

static void free_job(struct drm_sched_job *base)
{
	struct job *job = container_of(base, struct job, base);
	struct hw *hw = job->hw;

	drm_sched_job_cleanup(base);
	kfree(job);
	atomic_inc(&hw->freed);
	wake_up_all(&hw->changed);
}

static const struct drm_sched_backend_ops sched_ops = {
	.run_job = run_job, .timedout_job = timedout_job, .free_job = free_job};

static void hw_start(struct hw *hw, u32 credits, long timeout)
{
	struct drm_sched_init_args args = {
		.ops = &sched_ops,
		.num_rqs = DRM_SCHED_PRIORITY_COUNT,
		.credit_limit = credits,
		.timeout = timeout,
		.name = "hw",
	};

	memset(hw, 0, sizeof(*hw));
	spin_lock_init(&hw->lock);
	INIT_LIST_HEAD(&hw->running);
	init_waitqueue_head(&hw->changed);
	hw->context = dma_fence_context_alloc(1);
	CHECK_EQ(drm_sched_init(&hw->sched, &args), 0);
}

static void wait_freed(struct hw *hw, int count)
{
	wait_event(hw->changed, atomic_read(&hw->freed) == count);
}

static unsigned int runs(struct hw *hw)
{
	unsigned int count;

	spin_lock(&hw->lock);
	count = hw->ran;
	spin_unlock(&hw->lock);
	return count;
}

static void wait_ran(struct hw *hw, unsigned int count)
{
	wait_event(hw->changed, runs(hw) >= count);
}

static void entity_start(struct hw *hw, struct drm_sched_entity *entity,
			 enum drm_sched_priority priority, atomic_t *guilty)
{
	struct drm_gpu_scheduler *sched = &hw->sched;

	CHECK_EQ(drm_sched_entity_init(entity, priority, &sched, 1, guilty), 0);
}

static struct job *job_new(struct hw *hw, struct drm_sched_entity *entity, int id)
{
	struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	CHECK_EQ(drm_sched_job_init(&job->base, entity, 1, NULL, 0), 0);
	job->hw = hw;
	job->id = id;
	return job;
}

/* Its finished fence. */
static struct dma_fence *push(struct job *job)
{
	struct dma_fence *fence;

	drm_sched_job_arm(&job->base);
	fence = dma_fence_get(&job->base.s_fence->finished);
	drm_sched_entity_push_job(&job->base);
	return fence;
}

/* --- jobs --------------------------------------------------------------------------------- */

TEST(one_after_the_other)
{
	struct drm_sched_entity entity;
	struct dma_fence *fences[8];
	struct hw hw;
	int i;

	hw_start(&hw, 2, MAX_SCHEDULE_TIMEOUT);
	entity_start(&hw, &entity, DRM_SCHED_PRIORITY_NORMAL, NULL);
	for (i = 0; i < 8; i++)
		fences[i] = push(job_new(&hw, &entity, i));
	wait_ran(&hw, 2);
	CHECK_EQ(runs(&hw), 2); /* no credits for more */
	CHECK_EQ(dma_fence_get_status(fences[0]), 0);
	for (i = 0; i < 8; i++) {
		wait_ran(&hw, i + 1);
		CHECK(end_one(&hw, i == 3 ? -EIO : 0));
		CHECK_EQ(dma_fence_wait(fences[i], false), 0);
		CHECK_EQ(dma_fence_get_status(fences[i]), i == 3 ? -EIO : 1);
		CHECK_EQ(order[i], i);
	}
	wait_freed(&hw, 8);
	for (i = 0; i < 8; i++)
		dma_fence_put(fences[i]);
	drm_sched_entity_destroy(&entity);
	drm_sched_fini(&hw.sched);
	rcu_barrier();
}

TEST(priorities)
{
	struct drm_sched_entity low, high;
	struct hw hw;
	int i;

	hw_start(&hw, 1, MAX_SCHEDULE_TIMEOUT);
	entity_start(&hw, &low, DRM_SCHED_PRIORITY_LOW, NULL);
	entity_start(&hw, &high, DRM_SCHED_PRIORITY_HIGH, NULL);
	dma_fence_put(push(job_new(&hw, &low, 0)));
	wait_ran(&hw, 1);
	dma_fence_put(push(job_new(&hw, &low, 1)));
	dma_fence_put(push(job_new(&hw, &high, 2)));
	for (i = 0; i < 3; i++) {
		wait_ran(&hw, i + 1);
		end_one(&hw, 0);
	}
	CHECK_EQ(order[1], 2);
	CHECK_EQ(order[2], 1);
	wait_freed(&hw, 3);
	drm_sched_entity_destroy(&low);
	drm_sched_entity_destroy(&high);
	drm_sched_fini(&hw.sched);
}

TEST(dependencies)
{
	struct drm_sched_entity a, b;
	struct dma_fence *first, *second, *outside;
	struct hw_fence *foreign = kzalloc(sizeof(*foreign), GFP_KERNEL);
	struct dma_resv resv;
	struct hw hw;
	struct job *job;

	spin_lock_init(&foreign->lock);
	outside = &foreign->base;
	dma_fence_init(outside, &hw_ops, &foreign->lock, dma_fence_context_alloc(1), 1);
	dma_resv_init(&resv);
	hw_start(&hw, 4, MAX_SCHEDULE_TIMEOUT);
	entity_start(&hw, &a, DRM_SCHED_PRIORITY_NORMAL, NULL);
	entity_start(&hw, &b, DRM_SCHED_PRIORITY_NORMAL, NULL);
	job = job_new(&hw, &a, 1);
	CHECK_EQ(drm_sched_job_add_dependency(&job->base, dma_fence_get(outside)), 0);
	CHECK_EQ(drm_sched_job_add_dependency(&job->base, dma_fence_get(outside)), 0);
	CHECK_EQ(drm_sched_job_add_dependency(&job->base, NULL), 0);
	first = push(job);
	dma_resv_lock(&resv, NULL);
	CHECK_EQ(dma_resv_reserve_fences(&resv, 1), 0);
	dma_resv_add_fence(&resv, first, DMA_RESV_USAGE_WRITE);
	job = job_new(&hw, &b, 2);
	CHECK_EQ(drm_sched_job_add_resv_dependencies(&job->base, &resv, DMA_RESV_USAGE_READ), 0);
	dma_resv_unlock(&resv);
	second = push(job);
	msleep(2);
	CHECK_EQ(runs(&hw), 0);
	dma_fence_signal(outside);
	wait_ran(&hw, 2); /* the second one is behind the first one in the hardware */
	CHECK_EQ(order[0], 1);
	CHECK_EQ(order[1], 2);
	end_one(&hw, 0);
	end_one(&hw, 0);
	CHECK_EQ(dma_fence_wait(second, false), 0);
	CHECK(dma_fence_is_signaled(first));
	wait_freed(&hw, 2);
	dma_fence_put(first);
	dma_fence_put(second);
	dma_fence_put(outside);
	dma_resv_fini(&resv);
	drm_sched_entity_destroy(&a);
	drm_sched_entity_destroy(&b);
	drm_sched_fini(&hw.sched);
	rcu_barrier();
}

/* The job that hangs is to blame, and its entity; the one behind it runs again. */
TEST(hang)
{
	struct drm_sched_entity bad, good;
	atomic_t guilty = ATOMIC_INIT(0);
	struct dma_fence *hangs, *next, *later;
	struct hw hw;

	hw_start(&hw, 2, msecs_to_jiffies(300));
	entity_start(&hw, &bad, DRM_SCHED_PRIORITY_NORMAL, &guilty);
	entity_start(&hw, &good, DRM_SCHED_PRIORITY_NORMAL, NULL);
	hangs = push(job_new(&hw, &bad, 1));
	wait_ran(&hw, 1);
	next = push(job_new(&hw, &good, 2));
	CHECK_EQ(dma_fence_wait(hangs, false), 0);
	CHECK_EQ(dma_fence_get_status(hangs), -ECANCELED);
	CHECK_EQ(atomic_read(&guilty), 1);
	later = push(job_new(&hw, &bad, 3));
	while (!dma_fence_is_signaled(next)) {
		end_one(&hw, 0);
		usleep_range(100, 200);
	}
	CHECK_EQ(dma_fence_wait(later, false), 0);
	CHECK_EQ(dma_fence_get_status(later), -ECANCELED);
	CHECK_EQ(dma_fence_get_status(next), 1);
	wait_freed(&hw, 3);
	dma_fence_put(hangs);
	dma_fence_put(next);
	dma_fence_put(later);
	drm_sched_entity_destroy(&bad);
	drm_sched_entity_destroy(&good);
	drm_sched_fini(&hw.sched);
	rcu_barrier();
}

/* What is still queued when an entity ends is signalled with an error, each after the one before.
 */
TEST(entity_is_killed)
{
	struct drm_sched_entity entity;
	struct dma_fence *fences[4];
	struct hw hw;
	int i;

	hw_start(&hw, 1, MAX_SCHEDULE_TIMEOUT);
	entity_start(&hw, &entity, DRM_SCHED_PRIORITY_NORMAL, NULL);
	for (i = 0; i < 4; i++)
		fences[i] = push(job_new(&hw, &entity, i));
	wait_ran(&hw, 1);
	drm_sched_entity_fini(&entity); /* without drm_sched_entity_flush() */
	msleep(2);
	CHECK(!dma_fence_is_signaled(fences[1]));
	end_one(&hw, 0);
	for (i = 0; i < 4; i++) {
		CHECK_EQ(dma_fence_wait(fences[i], false), 0);
		CHECK_EQ(dma_fence_get_status(fences[i]), i ? -ESRCH : 1);
		dma_fence_put(fences[i]);
	}
	wait_freed(&hw, 4);
	CHECK_EQ(runs(&hw), 1);
	drm_sched_fini(&hw.sched);
	rcu_barrier();
}

TEST(job_that_is_not_pushed)
{
	struct drm_sched_entity entity;
	struct hw hw;
	struct job *job;

	hw_start(&hw, 1, MAX_SCHEDULE_TIMEOUT);
	entity_start(&hw, &entity, DRM_SCHED_PRIORITY_NORMAL, NULL);
	job = job_new(&hw, &entity, 1);
	CHECK_EQ(drm_sched_job_add_dependency(&job->base, dma_fence_get_stub()), 0);
	drm_sched_job_cleanup(&job->base);
	kfree(job);
	drm_sched_entity_destroy(&entity);
	drm_sched_fini(&hw.sched);
}

static int give_jobs(void *data)
{
	struct hw *hw = data;
	struct dma_fence *last = NULL, *fence;
	struct drm_sched_entity entity;
	int i, round;

	for (round = 0; round < 10; round++) {
		entity_start(hw, &entity, test_random() % DRM_SCHED_PRIORITY_COUNT, NULL);
		for (i = 0; i < 30; i++) {
			struct job *job = job_new(hw, &entity, i);

			CHECK_EQ(drm_sched_job_add_dependency(&job->base, last), 0);
			fence = push(job);
			last = i % 3 ? NULL : dma_fence_get(fence);
			dma_fence_put(fence);
		}
		if (round % 2)
			drm_sched_entity_destroy(&entity);
		else
			drm_sched_entity_fini(&entity);
	}
	dma_fence_put(last);
	return 0;
}

TEST(stress)
{
	struct task_struct *threads[3];
	struct hw hw;
	int i, given = 0;

	hw_start(&hw, 3, MAX_SCHEDULE_TIMEOUT);
	hw.automatic = true;
	for (i = 0; i < 3; i++)
		threads[i] = thread_start(give_jobs, &hw);
	for (i = 0; i < 3; i++)
		given += thread_end(threads[i]) == 0;
	wait_freed(&hw, given * 300);
	drm_sched_fini(&hw.sched);
	rcu_barrier();
}

/* --- sync objects ------------------------------------------------------------------------- */

DEFINE_DRM_GEM_FOPS(fops);

static const struct drm_driver driver = {
	.name = "test",
	.driver_features = DRIVER_GEM | DRIVER_RENDER | DRIVER_SYNCOBJ,
	.fops = &fops,
};

static long wait_ioctl(struct file *file, const u32 *handles, u32 count, u32 flags, s64 ms,
		       u32 *first)
{
	struct drm_syncobj_wait args = {
		.handles = (uintptr_t)handles,
		.count_handles = count,
		.flags = flags,
		.timeout_nsec = ms ? ktime_to_ns(ktime_get()) + ms * 1000000 : 0,
	};
	long error = kernel_ioctl(file, DRM_IOCTL_SYNCOBJ_WAIT, &args);

	if (first)
		*first = args.first_signaled;
	return error;
}

struct later {
	struct file *file;
	u32 handle;
};

static int signal_later(void *data)
{
	struct later *later = data;
	struct drm_syncobj_array args = {.handles = (uintptr_t)&later->handle, .count_handles = 1};

	msleep(5);
	CHECK_EQ(kernel_ioctl(later->file, DRM_IOCTL_SYNCOBJ_SIGNAL, &args), 0);
	return 0;
}

TEST(syncobjs)
{
	struct board *board = board_new("a", &driver);
	struct file *file = kernel_open("renderD128", O_RDWR);
	struct drm_syncobj_create first = {.flags = DRM_SYNCOBJ_CREATE_SIGNALED},
				  second = {.flags = 0};
	struct drm_syncobj_destroy destroy;
	struct drm_syncobj_array array;
	struct dma_fence *fence;
	struct task_struct *thread;
	struct later later;
	u32 handles[2], signaled;

	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_SYNCOBJ_CREATE, &first), 0);
	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_SYNCOBJ_CREATE, &second), 0);
	handles[0] = second.handle;
	handles[1] = first.handle;
	CHECK_EQ(wait_ioctl(file, handles, 2, 0, 0, NULL), -EINVAL); /* one has no fence */
	CHECK_EQ(wait_ioctl(file, handles, 2, DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT, 0, &signaled),
		 0);
	CHECK_EQ(signaled, 1);
	CHECK_EQ(
		wait_ioctl(file, handles, 2,
			   DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT | DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL,
			   3, NULL),
		-ETIME);
	CHECK_EQ(drm_syncobj_find_fence(file->private_data, 77, 0, 0, &fence), -ENOENT);
	CHECK_EQ(drm_syncobj_find_fence(file->private_data, second.handle, 0, 0, &fence), -EINVAL);
	later = (struct later){file, second.handle};
	thread = thread_start(signal_later, &later);
	CHECK_EQ(
		wait_ioctl(file, handles, 2,
			   DRM_SYNCOBJ_WAIT_FLAGS_WAIT_FOR_SUBMIT | DRM_SYNCOBJ_WAIT_FLAGS_WAIT_ALL,
			   60000, NULL),
		0);
	thread_end(thread);
	CHECK_EQ(drm_syncobj_find_fence(file->private_data, second.handle, 0, 0, &fence), 0);
	dma_fence_put(fence);
	array = (struct drm_syncobj_array){.handles = (uintptr_t)handles, .count_handles = 2};
	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_SYNCOBJ_RESET, &array), 0);
	CHECK_EQ(wait_ioctl(file, handles, 1, 0, 0, NULL), -EINVAL);
	destroy = (struct drm_syncobj_destroy){.handle = first.handle};
	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_SYNCOBJ_DESTROY, &destroy), 0);
	CHECK_EQ(kernel_ioctl(file, DRM_IOCTL_SYNCOBJ_DESTROY, &destroy), -EINVAL);
	kernel_close(file); /* takes the other one along */
	board_end(board);
}

/* --- rules -------------------------------------------------------------------------------- */

static struct hw trap_hw;
static struct drm_sched_entity trap_entity;

static struct job *trap_job(void)
{
	hw_start(&trap_hw, 1, MAX_SCHEDULE_TIMEOUT);
	entity_start(&trap_hw, &trap_entity, DRM_SCHED_PRIORITY_NORMAL, NULL);
	return job_new(&trap_hw, &trap_entity, 1);
}

TRAP(freed_without_cleanup, "sched-job-freed-initialised")
{
	kfree(trap_job());
}

TRAP(cleaned_up_twice, "sched-job-double-cleanup")
{
	struct job *job = trap_job();

	drm_sched_job_cleanup(&job->base);
	drm_sched_job_cleanup(&job->base);
}

TRAP(freed_while_it_runs, "sched-job-freed-while-pushed")
{
	struct job *job = trap_job();

	push(job);
	wait_ran(&trap_hw, 1);
	kfree(job);
}

TRAP(cleaned_up_while_it_runs, "sched-job-freed-while-pushed")
{
	struct job *job = trap_job();

	push(job);
	wait_ran(&trap_hw, 1);
	drm_sched_job_cleanup(&job->base);
}

TRAP(pushed_without_arming, "sched-job-not-armed")
{
	drm_sched_entity_push_job(&trap_job()->base);
}

TRAP(armed_twice, "sched-job-armed-twice")
{
	struct job *job = trap_job();

	drm_sched_job_arm(&job->base);
	drm_sched_job_arm(&job->base);
}

TRAP(pushed_to_an_entity_that_has_ended, "sched-entity-stopped")
{
	struct job *job = trap_job();

	drm_sched_job_arm(&job->base);
	drm_sched_entity_fini(&trap_entity);
	drm_sched_entity_push_job(&job->base);
}

TRAP(entity_left, "sched-entity-freed")
{
	struct drm_sched_entity *entity = kzalloc(sizeof(*entity), GFP_KERNEL);

	hw_start(&trap_hw, 1, MAX_SCHEDULE_TIMEOUT);
	entity_start(&trap_hw, entity, DRM_SCHED_PRIORITY_NORMAL, NULL);
	kfree(entity);
}

TRAP(scheduler_ended_with_a_job_running, "scheduler-ended-with-jobs")
{
	push(trap_job());
	wait_ran(&trap_hw, 1);
	drm_sched_entity_fini(&trap_entity);
	drm_sched_fini(&trap_hw.sched);
}

TRAP(scheduler_left, "scheduler-leak")
{
	hw_start(&trap_hw, 1, MAX_SCHEDULE_TIMEOUT);
	checked_teardown();
}

TRAP(syncobj_left, "syncobj-leak")
{
	struct drm_syncobj *syncobj;

	CHECK_EQ(drm_syncobj_create(&syncobj, 0, NULL), 0);
	checked_teardown();
}
