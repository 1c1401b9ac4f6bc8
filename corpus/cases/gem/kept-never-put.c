/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A reference in a record that its own code takes down, by a function that no table of the kernel names. */
#include <drm/drm_gem.h>
#include <linux/err.h>
#include <linux/slab.h>

struct drm_gpuvm;
struct drm_gpuvm_bo;
struct drm_gpuvm_bo *drm_gpuvm_bo_obtain(struct drm_gpuvm *vm, struct drm_gem_object *obj);
bool drm_gpuvm_bo_put(struct drm_gpuvm_bo *bo);

struct map_bad {
	struct drm_gpuvm_bo *bo;
	void *new_va;
};

int map_init_bad(struct map_bad *m, struct drm_gpuvm *vm, struct drm_gem_object *obj)
{
	m->bo = drm_gpuvm_bo_obtain(vm, obj);
	if (IS_ERR(m->bo))
		return -ENOMEM;
	m->new_va = kzalloc(32, GFP_KERNEL);
	return 0;
}

void map_fini_bad(struct map_bad *m)
{
	kfree(m->new_va);
// CHECK: kept-never-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: the reference in 'm->bo' that drm_gpuvm_bo_obtain() gave is put nowhere; it outlives what holds it [custody-kept-never-put]
}

struct map_ok {
	struct drm_gpuvm_bo *bo;
	void *new_va;
};

int map_init_ok(struct map_ok *m, struct drm_gpuvm *vm, struct drm_gem_object *obj)
{
	m->bo = drm_gpuvm_bo_obtain(vm, obj);
	if (IS_ERR(m->bo))
		return -ENOMEM;
	m->new_va = kzalloc(32, GFP_KERNEL);
	return 0;
}

void map_fini_ok(struct map_ok *m)
{
	drm_gpuvm_bo_put(m->bo);
	kfree(m->new_va);
}

/* The VM's own list has the reference from here on. */
struct linked {
	struct drm_gpuvm_bo *bo;
	void *new_va;
};
void vm_link(struct drm_gpuvm_bo *bo);

int linked_init_ok(struct linked *l, struct drm_gpuvm *vm, struct drm_gem_object *obj)
{
	l->bo = drm_gpuvm_bo_obtain(vm, obj);
	if (IS_ERR(l->bo))
		return -ENOMEM;
	l->new_va = kzalloc(32, GFP_KERNEL);
	return 0;
}

void linked_fini_ok(struct linked *l)
{
	vm_link(l->bo);
	kfree(l->new_va);
}

struct dma_buf;
struct dma_buf *dma_buf_export(const void *info);
int dma_buf_fd(struct dma_buf *buf, int flags);
void dma_buf_put(struct dma_buf *buf);
struct shared {
	struct dma_buf *dmabuf;
	void *va;
};

/* The descriptor has the reference, once there is one; what can fail undoes nothing. */
int shared_export_ok(struct shared *s, const void *info)
{
	int fd;

	s->va = kzalloc(32, GFP_KERNEL);
	s->dmabuf = dma_buf_export(info);
	if (IS_ERR(s->dmabuf)) {
		fd = PTR_ERR(s->dmabuf);
		return fd;
	}
	fd = dma_buf_fd(s->dmabuf, 0);
	if (fd < 0)
		dma_buf_put(s->dmabuf);
	return fd;
}

void shared_fini_ok(struct shared *s)
{
	kfree(s->va);
}
