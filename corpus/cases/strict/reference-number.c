/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <drm/drm_gem.h>
#include <linux/list.h>
#include <linux/refcount.h>

typedef struct refcount_struct refcount_t;
void refcount_inc(refcount_t *r);
void refcount_set(refcount_t *r, int n);

struct ctx {
	struct kref ref;
};
struct job {
	struct ctx *ctx;
	struct drm_gem_object *obj;
	struct dma_fence fence;
	int id;
};

/* --- each one that is taken has a place --- */

void job_bind_ok(struct job *job, struct ctx *ctx)
{
	kref_get(&ctx->ref);
	job->ctx = ctx;
}

void job_bind_bad(struct job *job, struct ctx *ctx)
{
	kref_get(&ctx->ref);
	kref_get(&ctx->ref);
	job->ctx = ctx;
// CHECK: reference-number.c:[[@LINE+1]]:{{[0-9]+}}: error: job_bind_bad() leaves the references to 'ctx->ref.refcount' uneven: not each one that is taken has a place where it stays, or goes back once [custody-reference-number]
}

void jobs_bind_ok(struct job *one, struct job *other, struct ctx *ctx)
{
	kref_get(&ctx->ref);
	one->ctx = ctx;
	kref_get(&ctx->ref);
	other->ctx = ctx;
}

/* --- and no more are given back than were taken, be the object shown to others in between --- */

void wait_ok(struct job *job)
{
	struct dma_fence *fence = dma_fence_get(&job->fence);

	dma_fence_wait(fence, true);
	dma_fence_put(fence);
}

void wait_bad(struct job *job)
{
	struct dma_fence *fence = dma_fence_get(&job->fence);

	dma_fence_wait(fence, true);
	dma_fence_put(fence);
	dma_fence_put(fence);
// CHECK: reference-number.c:[[@LINE+1]]:{{[0-9]+}}: error: wait_bad() leaves the references to 'job->fence' uneven: not each one that is taken has a place where it stays, or goes back once [custody-reference-number]
}

/* --- what was found is not touched after a reference to it has gone back --- */

void job_drop_ok(struct job *job)
{
	job->id = 0;
	dma_fence_put(&job->fence);
}

void job_drop_bad(struct job *job)
{
	dma_fence_put(&job->fence);
// CHECK: reference-number.c:[[@LINE+1]]:{{[0-9]+}}: error: 'job->id' used after its reference was put [custody-fence-use-after-put]
	job->id = 0;
}

void obj_late_bad(struct drm_gem_object *obj)
{
	drm_gem_object_put(obj);
// CHECK: reference-number.c:[[@LINE+1]]:{{[0-9]+}}: error: 'obj' used after its reference was put [custody-gem-use-after-put]
	drm_gem_object_get(obj);
}

/* --- nor after what led to it has gone, and the own reference as well --- */

size_t job_end_ok(struct job *job)
{
	struct drm_gem_object *obj = job->obj;
	size_t size;

	drm_gem_object_get(obj);
	kfree(job);
	size = obj->size;
	drm_gem_object_put(obj);
	return size;
}

size_t job_end_bad(struct job *job)
{
	struct drm_gem_object *obj = job->obj;

	drm_gem_object_get(obj);
	kfree(job);
	drm_gem_object_put(obj);
// CHECK: reference-number.c:[[@LINE+1]]:{{[0-9]+}}: error: 'obj->size' used after its reference was put [custody-gem-use-after-put]
	return obj->size;
}

/* --- the place where the object was found goes: what was taken goes back --- */

void job_leave_ok(struct job *job)
{
	struct drm_gem_object *obj = job->obj;

	drm_gem_object_get(obj);
	kfree(job);
	drm_gem_object_put(obj);
}

void job_leave_bad(struct job *job)
{
	struct drm_gem_object *obj = job->obj;

	drm_gem_object_get(obj);
	kfree(job);
// CHECK: reference-number.c:[[@LINE+1]]:{{[0-9]+}}: error: job_leave_bad() leaves the references to 'job->obj' uneven: not each one that is taken has a place where it stays, or goes back once [custody-reference-number]
}

struct drm_gem_object *job_take_ok(struct job *job)
{
	struct drm_gem_object *obj = job->obj;

	drm_gem_object_get(obj);
	kfree(job);
	return obj;
}

/* --- there is something to count --- */

struct room {
	int id;
	refcount_t opens;
};

void room_open_ok(struct room *room)
{
	if (room)
		refcount_inc(&room->opens);
}

void room_open_bad(struct room *room)
{
	if (!room)
// CHECK: reference-number.c:[[@LINE+1]]:{{[0-9]+}}: error: {{.*}} [custody-null-passed]
		refcount_inc(&room->opens);
}

void room_init_ok(struct room *room)
{
	refcount_set(&room->opens, 1);
}
