/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
//
// Lint holds code to its annotations. Each mistake stands here twice: where an annotation speaks of the object it is told,
// and where none does it is not.
#include <linux/atomic.h>
#include <linux/dma-fence.h>
#include <linux/dma-mapping.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "custody.h"

struct xarray {
	spinlock_t xa_lock;
};
void xa_destroy(struct xarray *xa);
void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, unsigned int filter);
struct blk_mq_tag_set {
	int depth;
};
int blk_mq_alloc_tag_set(struct blk_mq_tag_set *set);
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);
int atomic_read(const atomic_t *v);

/* --- members that own what they point to --- */

struct range {
	int start;
};
struct bind {
	int number;
	struct range *map __owned, *rest;
};
void range_enter(struct range *r __owned);

void enter_ok(struct bind *bind)
{
	range_enter(bind->map);
	bind->map = NULL;
}

void enter_bad(struct bind *bind)
{
	range_enter(bind->map);
// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bind->map' owns what it points to, but range_enter() has taken that over; store NULL in it [custody-owned-given]
}

void enter_unsaid_ok(struct bind *bind)
{
	range_enter(bind->rest);
}

static int prepare(struct bind *bind)
{
	bind->map = kzalloc(sizeof(*bind->map), GFP_KERNEL);
	return bind->map ? 0 : -12;
}

int once_ok(void)
{
	struct bind bind = {.number = 1};
	int error = prepare(&bind);

	kfree(bind.map);
	return error;
}

int once_bad(void)
{
	struct bind bind = {.number = 1};

// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bind.map' may still own something where its record ends, and nothing gives it back [custody-owned-left]
	return prepare(&bind);
}

struct drm_gpuvm {
	int kind;
};
int drm_gpuvm_sm_unmap(struct drm_gpuvm *vm, void *priv, u64 addr, u64 range);

int unmap_bad(struct bind *bind, struct drm_gpuvm *vm)
{
	kfree(bind->map);
// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bind->map' points to what is freed when drm_gpuvm_sm_unmap() is given what it lies in; store NULL in it [custody-owned-freed]
	return drm_gpuvm_sm_unmap(vm, bind, 0, 4096);
}

int unmap_unsaid_ok(struct bind *bind, struct drm_gpuvm *vm)
{
	kfree(bind->rest);
	return drm_gpuvm_sm_unmap(vm, bind, 0, 4096);
}

/* --- members that tell --- */

struct ring {
	void *commands;
};
struct ctx {
	struct kref ref;
	atomic_t jobs __tells(ring, inuse, used, idle);
	atomic_t others;
	struct ring ring, spare;
};

static void ring_fini(struct ring *ring __typestate(inuse, idle, same))
{
	kfree(ring->commands);
	ring->commands = NULL;
}

void close_ok(struct ctx *ctx)
{
	if (!atomic_read(&ctx->jobs))
		ring_fini(&ctx->ring);
}

void close_bad(struct ctx *ctx)
{
// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: cannot show that 'ctx->jobs' is 0, so that nobody uses 'ctx->ring' any more when ring_fini() needs that [custody-in-use]
	ring_fini(&ctx->ring);
}

void close_unsaid_ok(struct ctx *ctx)
{
	ring_fini(&ctx->spare);
}

/* --- what an annotated parameter leads to --- */

struct client {
	struct xarray ctxs;
};

void *first_ok(struct client *c __borrowed)
{
	unsigned long id = 0;
	void *ctx = xa_find(&c->ctxs, &id, 10, 0);

	xa_destroy(&c->ctxs);
	return ctx;
}

void *first_bad(struct client *c __borrowed)
{
	unsigned long id = 0;

	xa_destroy(&c->ctxs);
// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: xa_find() looks for elements of '&c->ctxs', which was emptied before: what was in it is lost [custody-emptied]
	return xa_find(&c->ctxs, &id, 10, 0);
}

void *first_unsaid_ok(struct client *c)
{
	unsigned long id = 0;

	xa_destroy(&c->ctxs);
	return xa_find(&c->ctxs, &id, 10, 0);
}

/* The function speaks, but of another parameter. */
void *first_other_ok(struct client *c, struct range *r __borrowed)
{
	unsigned long id = r->start;

	xa_destroy(&c->ctxs);
	return xa_find(&c->ctxs, &id, 10, 0);
}

struct message {
	struct list_head node;
	struct dma_fence fence;
	int size;
};

void end_ok(struct list_head *all __borrowed)
{
	struct message *m = list_first_entry(all, struct message, node);

	list_del(&m->node);
	kfree(m);
}

void end_bad(struct list_head *all __borrowed)
{
	struct message *m = list_first_entry(all, struct message, node);

// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} is on a list when kfree() is called [custody-on-list]
	kfree(m);
}

void end_unsaid_ok(struct list_head *all)
{
	struct message *m = list_first_entry(all, struct message, node);

	kfree(m);
}

/* end_ok() ends it. */
void take_bad(struct list_head *all __borrowed)
{
	struct message *m = list_first_entry(all, struct message, node);

	list_del(&m->node);
// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'all->next' was taken off its list, and is lost: nothing ends it, and nobody else has it [custody-taken-lost]
}

void take_unsaid_ok(struct list_head *all)
{
	struct message *m = list_first_entry(all, struct message, node);

	list_del(&m->node);
}

void put_ok(struct list_head *all __borrowed)
{
	struct message *m = list_first_entry(all, struct message, node);

	list_del(&m->node);
	dma_fence_put(&m->fence);
}

void put_bad(struct list_head *all __borrowed)
{
	struct message *m = list_first_entry(all, struct message, node);

	dma_fence_put(&m->fence);
// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&m->node' used after its reference was put [custody-fence-use-after-put]
	list_del(&m->node);
}

void put_unsaid_ok(struct list_head *all)
{
	struct message *m = list_first_entry(all, struct message, node);

	dma_fence_put(&m->fence);
	list_del(&m->node);
}

struct job {
	struct ctx *ctx;
};

void bind_ok(struct job *job, struct ctx *ctx __borrowed)
{
	kref_get(&ctx->ref);
	job->ctx = ctx;
}

void bind_bad(struct job *job, struct ctx *ctx __borrowed)
{
	kref_get(&ctx->ref);
	kref_get(&ctx->ref);
	job->ctx = ctx;
// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: bind_bad() leaves the references to 'ctx->ref.refcount' uneven: not each one that is taken has a place where it stays, or goes back once [custody-reference-number]
}

void bind_unsaid_ok(struct job *job, struct ctx *ctx)
{
	kref_get(&ctx->ref);
	kref_get(&ctx->ref);
	job->ctx = ctx;
}

/* --- and what a function that speaks makes itself --- */

int brew_ok(struct range *r __borrowed)
{
	struct blk_mq_tag_set set = {.depth = r->start};
	int error = blk_mq_alloc_tag_set(&set);

	if (!error)
		blk_mq_free_tag_set(&set);
	return error;
}

int brew_bad(struct range *r __borrowed)
{
	struct blk_mq_tag_set set = {.depth = r->start};
	int error = blk_mq_alloc_tag_set(&set);

	if (error)
		return error;
// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'set' is allocated already when blk_mq_alloc_tag_set() does that again [custody-set-up-again]
	error = blk_mq_alloc_tag_set(&set);
	if (!error)
		blk_mq_free_tag_set(&set);
	return error;
}

int brew_unsaid_ok(struct range *r)
{
	struct blk_mq_tag_set set = {.depth = r->start};
	int error = blk_mq_alloc_tag_set(&set);

	if (error)
		return error;
	error = blk_mq_alloc_tag_set(&set);
	if (!error)
		blk_mq_free_tag_set(&set);
	return error;
}

/* A rule of the level `possible`, which lint leaves out elsewhere. */
int table_ok(struct device *dev __borrowed)
{
	dma_addr_t dma;
	void *table = dma_alloc_coherent(dev, 64, &dma, GFP_KERNEL);

	if (!table)
		return -12;
	dma_free_coherent(dev, 64, table, dma);
	return 0;
}

int table_bad(struct device *dev __borrowed)
{
	dma_addr_t dma;
	void *table = dma_alloc_coherent(dev, 64, &dma, GFP_KERNEL);

// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'table' is lost on this path; nothing frees it [custody-dma-memory-leak]
	return table ? 0 : -12;
}

int table_unsaid_ok(struct device *dev)
{
	dma_addr_t dma;
	void *table = dma_alloc_coherent(dev, 64, &dma, GFP_KERNEL);

	return table ? 0 : -12;
}

/* --- the last call, and counts that nothing sets --- */

struct drm_sched_job {
	int id;
};
struct drm_sched_backend_ops {
	void (*free_job)(struct drm_sched_job *job);
};
struct work {
	struct drm_sched_job base;
	void *data;
};

static struct work *work_of(struct drm_sched_job *job)
{
	return (struct work *)((char *)job - __builtin_offsetof(struct work, base));
}

/* Freed with what it lies in. */
void job_drop_ok(struct drm_sched_job *job __owned)
{
	struct work *work = (struct work *)((char *)job - __builtin_offsetof(struct work, base));

	kfree(work->data);
	kfree(work);
}

static void free_ok(struct drm_sched_job *base __owned)
{
	struct work *work = work_of(base);

	kfree(work->data);
	kfree(work);
}

static void free_bad(struct drm_sched_job *base __owned)
{
	struct work *work = work_of(base);

	kfree(work->data);
// CHECK: said.c:[[@LINE+2]]:{{[0-9]+}}: warning: 'base' is owned here, and the last pointer to it is lost [custody-owned-leak]
// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: free_bad() is called for the last reference, and returns here without ending what 'base' lies in [custody-release-keeps]
}

static void free_unsaid_ok(struct drm_sched_job *base)
{
	struct work *work = work_of(base);

	kfree(work->data);
}

const struct drm_sched_backend_ops ops[] = {
	{.free_job = free_ok},
	{.free_job = free_bad},
	{.free_job = free_unsaid_ok},
};

typedef struct refcount_struct refcount_t;
void refcount_inc(refcount_t *r);
void refcount_set(refcount_t *r, int n);

struct vm {
	refcount_t opens, users;
};

void vm_init(struct vm *vm)
{
	refcount_set(&vm->users, 1);
}

void vm_use_ok(struct vm *vm __borrowed)
{
	refcount_inc(&vm->users);
}

void vm_open_bad(struct vm *vm __borrowed)
{
// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: refcount_inc() on '&vm->opens', which nothing in this file initialises [custody-never-made]
	refcount_inc(&vm->opens);
}

void vm_open_unsaid_ok(struct vm *vm)
{
	refcount_inc(&vm->opens);
}

/* --- what is only borrowed: the body says what becomes of the rest --- */

static void bind_drop(struct bind *bind __borrowed)
{
	kfree(bind->rest);
}

int dropped_ok(struct bind *bind)
{
	int start = bind->rest->start;

	bind_drop(bind);
	return start;
}

int dropped_bad(struct bind *bind)
{
	bind_drop(bind);
// CHECK: said.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bind->rest{{.*}}' used after it was freed [custody-use-after-free]
	return bind->rest->start;
}
