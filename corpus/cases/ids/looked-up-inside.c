/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible -fplugin-arg-custody-only=looked-up-inside %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_ioctl.h>
#include <linux/idr.h>

void *idr_find(const struct idr *idr, unsigned long id);

struct ctx {
	int priority;
	u32 id;
};
struct client {
	struct xarray ctxs;
	struct idr bos;
};
struct submit_args {
	u32 ctx, bo, fence;
};
struct job {
	struct drm_sched_job base;
	struct work_struct work;
	struct client *client;
	struct ctx *held;
	u32 ctx_id, bo_id;
	u32 seqno;
};
void ctx_get(struct ctx *ctx);
void ctx_put(struct ctx *ctx);
void ctx_run(struct ctx *ctx);
void hw_push(struct job *job);

static int create(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct client *client = file->driver_priv;
	struct submit_args *args = data;
	struct ctx *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);

	if (!ctx)
		return -ENOMEM;
	if (xa_alloc(&client->ctxs, &ctx->id, ctx, xa_limit_32b, GFP_KERNEL)) {
		kfree(ctx);
		return -ENOMEM;
	}
	args->ctx = ctx->id;
	return 0;
}

static void work_fn(struct work_struct *work);

/* What user space names is looked up here. */
static int submit_ok(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct client *client = file->driver_priv;
	struct submit_args *args = data;
	struct ctx *ctx = xa_load(&client->ctxs, args->ctx);
	struct job *job;

	if (!ctx)
		return -ENOENT;
	job = kzalloc(sizeof(*job), GFP_KERNEL);
	if (!job)
		return -ENOMEM;
	job->ctx_id = args->ctx;
	job->bo_id = args->bo;
	ctx_get(ctx);
	job->held = ctx;
	INIT_WORK(&job->work, work_fn);
	hw_push(job);
	return 0;
}

static struct dma_fence *run_bad(struct drm_sched_job *base)
{
	struct job *job = container_of(base, struct job, base);
// CHECK: looked-up-inside.c:[[@LINE+1]]:{{[0-9]+}}: warning: xa_load() looks 'job->ctx_id' up, a number that the driver has kept: {{.*}} [custody-looked-up-inside]
	struct ctx *ctx = xa_load(&job->client->ctxs, job->ctx_id);

	if (ctx)
		ctx_run(ctx);
	return NULL;
}

/* In a helper, from a work item; by way of a variable. */
static void flush_bad(struct job *job)
{
	u32 id = job->bo_id;
// CHECK: looked-up-inside.c:[[@LINE+1]]:{{[0-9]+}}: warning: idr_find() looks '{{.*}}' up, a number that the driver has kept: {{.*}} [custody-looked-up-inside]
	void *bo = idr_find(&job->client->bos, id);

	if (bo)
		hw_push(job);
}

static void work_fn(struct work_struct *work)
{
	flush_bad(container_of(work, struct job, work));
}

static void free_bad(struct drm_sched_job *base)
{
	struct job *job = container_of(base, struct job, base);
	struct ctx *old = job->held;
	struct ctx *ctx;

// CHECK: looked-up-inside.c:[[@LINE+1]]:{{[0-9]+}}: warning: xa_load() looks 'old->id' up, a number that the driver has kept: {{.*}} [custody-looked-up-inside]
	ctx = xa_load(&job->client->ctxs, old->id);
	if (ctx)
		ctx_put(ctx);
}

const struct drm_sched_backend_ops bad_ops = {
	.run_job = run_bad,
	.free_job = free_bad,
};

static struct dma_fence *run_ok(struct drm_sched_job *base)
{
	struct job *job = container_of(base, struct job, base);

	ctx_run(job->held);
	return NULL;
}

static void free_ok(struct drm_sched_job *base)
{
	struct job *job = container_of(base, struct job, base);

	ctx_put(job->held);
	kfree(job);
}

const struct drm_sched_backend_ops good_ops = {
	.run_job = run_ok,
	.free_job = free_ok,
};

struct reply {
	u32 tag;
};
struct card {
	struct work_struct done;
	struct idr commands;
	struct reply *ring;
};
void command_end(void *command);

/* The device names the command that it has done. */
static void done_ok(struct work_struct *work)
{
	struct card *card = container_of(work, struct card, done);
	void *command = idr_find(&card->commands, card->ring->tag);

	if (command)
		command_end(command);
}

void card_start(struct card *card)
{
	INIT_WORK(&card->done, done_ok);
}

const struct drm_ioctl_desc ioctls[] = {
	{ 0, create },
	{ 1, submit_ok },
};

/* The number goes through functions: one keeps it, another one looks it up. */
static struct ctx *ctx_find(struct client *client, u32 id)
{
	struct ctx *ctx = xa_load(&client->ctxs, id);

	if (ctx)
		ctx_get(ctx);
	return ctx;
}

struct watch {
	struct work_struct work;
	struct client *client;
	u32 handle;
	struct ctx *ctx;
};

static void watch_fill(struct watch *watch, u32 handle)
{
	watch->handle = handle;
}

static void expired_bad(struct work_struct *work)
{
	struct watch *watch = container_of(work, struct watch, work);
// CHECK: looked-up-inside.c:[[@LINE+1]]:{{[0-9]+}}: warning: ctx_find() looks 'watch->handle' up, a number that the driver has kept: {{.*}} [custody-looked-up-inside]
	struct ctx *ctx = ctx_find(watch->client, watch->handle);

	if (ctx)
		ctx_put(ctx);
}

static void expired_ok(struct work_struct *work)
{
	struct watch *watch = container_of(work, struct watch, work);

	ctx_put(watch->ctx);
}

static int watch_ok(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct submit_args *args = data;
	struct watch *watch = kzalloc(sizeof(*watch), GFP_KERNEL);

	if (!watch)
		return -ENOMEM;
	watch->client = file->driver_priv;
	watch_fill(watch, args->ctx);
	watch->ctx = ctx_find(watch->client, args->ctx);
	if (args->fence)
		INIT_WORK(&watch->work, expired_bad);
	else
		INIT_WORK(&watch->work, expired_ok);
	schedule_work(&watch->work);
	return 0;
}

const struct drm_ioctl_desc watches[] = { { .func = watch_ok } };
