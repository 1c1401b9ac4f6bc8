/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* References got and put by functions of the driver: what these are given is what counts. */
#include <linux/slab.h>

struct drm_gpuvm {
	int users;
};
struct drm_gpuvm *drm_gpuvm_get(struct drm_gpuvm *vm);
void drm_gpuvm_put(struct drm_gpuvm *vm);

struct vm {
	int id;
	struct drm_gpuvm base;
};

struct vm *vm_get(struct vm *vm)
{
	if (vm)
		drm_gpuvm_get(&vm->base);
	return vm;
}

void vm_put(struct vm *vm)
{
	drm_gpuvm_put(vm ? &vm->base : NULL);
}

struct vm *vm_find(struct vm **table, int id)
{
	struct vm *vm = vm_get(table[id]);

	return vm;
}

struct pool {
	struct vm *vm;
};

struct pool *pool_create(struct vm *vm)
{
	struct pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (pool)
		pool->vm = vm_get(vm);
	return pool;
}

void pool_destroy_bad(struct pool *pool)
{
	pool->vm = NULL;
// CHECK: kept-wrapped.c:[[@LINE+1]]:{{[0-9]+}}: warning: the reference in 'pool->vm' that vm_get() gave is put nowhere; it outlives what holds it [custody-kept-never-put]
}

/* What is put here was got here: it says nothing of the pool's reference. */
int vm_id_ok(struct vm **table, int id)
{
	struct vm *vm = vm_find(table, id);
	int found = vm ? vm->id : 0;

	vm_put(vm);
	return found;
}

struct job {
	struct vm *vm;
};

void job_init(struct job *job, struct vm *vm)
{
	job->vm = vm_get(vm);
}

static void drop(struct vm *vm)
{
	vm_put(vm);
}

void job_release_ok(struct job *job)
{
	drop(job->vm);
	job->vm = NULL;
}

/* Called by its address, the put may be of any object. */
struct queue {
	struct vm *vm;
};

void queue_init(struct queue *queue, struct vm *vm)
{
	queue->vm = vm_find(&vm, 0);
}

void queue_clear_ok(struct queue *queue, void (*put)(struct vm *vm))
{
	put(queue->vm);
	queue->vm = NULL;
}
