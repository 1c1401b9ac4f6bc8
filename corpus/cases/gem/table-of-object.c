/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>

#include "custody.h"

/* The table is the object's: it is there for as long as a reference to the object is. */
struct drm_gem_shmem_object {
	struct drm_gem_object base;
	struct sg_table *sgt;
};
#define to_drm_gem_shmem_obj(obj) container_of(obj, struct drm_gem_shmem_object, base)
struct sg_table *drm_gem_shmem_get_pages_sgt(struct drm_gem_shmem_object *shmem);

int count_bad(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);
	struct sg_table *t;

	if (!obj)
		return -ENOENT;
	t = drm_gem_shmem_get_pages_sgt(to_drm_gem_shmem_obj(obj));
	drm_gem_object_put(obj);
	if (IS_ERR(t))
		return PTR_ERR(t);
// CHECK: table-of-object.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't->nents' used after it was given up with what lent it [custody-use-after-lender]
	return t->nents;
}

int free_bad(struct drm_gem_shmem_object *shmem)
{
	struct sg_table *t = drm_gem_shmem_get_pages_sgt(shmem);

	if (IS_ERR(t))
		return PTR_ERR(t);
// CHECK: table-of-object.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' is only borrowed, but kfree() takes it over [custody-borrowed-handover]
	kfree(t);
	return 0;
}

int count_ok(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);
	struct sg_table *t;
	int n;

	if (!obj)
		return -ENOENT;
	t = drm_gem_shmem_get_pages_sgt(to_drm_gem_shmem_obj(obj));
	n = IS_ERR(t) ? PTR_ERR(t) : t->nents;
	drm_gem_object_put(obj);
	return n;
}

/* Another reference is left. */
int counted_ok(struct drm_gem_object *obj)
{
	struct sg_table *t;
	int n;

	drm_gem_object_get(obj);
	t = drm_gem_shmem_get_pages_sgt(to_drm_gem_shmem_obj(obj));
	drm_gem_object_put(obj);
	n = IS_ERR(t) ? PTR_ERR(t) : t->nents;
	return n;
}

/* By the member itself. */
int member_bad(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);
	struct sg_table *t;

	if (!obj)
		return -ENOENT;
	t = to_drm_gem_shmem_obj(obj)->sgt;
	drm_gem_object_put(obj);
// CHECK: table-of-object.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't->nents' used after its reference was put [custody-gem-use-after-put]
	return t->nents;
}

static unsigned int count(struct sg_table *t)
{
	return t->nents;
}

int given_bad(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);
	struct sg_table *t;

	if (!obj)
		return -ENOENT;
	t = to_drm_gem_shmem_obj(obj)->sgt;
	drm_gem_object_put(obj);
// CHECK: table-of-object.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't' used after its reference was put [custody-gem-use-after-put]
	return count(t);
}

/* A driver's own object: what it owns goes with it. */
struct buffer {
	struct drm_gem_object base;
	struct sg_table *table __owned;
	struct sg_table *other;
};

int own_bad(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);
	struct sg_table *t;

	if (!obj)
		return -ENOENT;
	t = container_of(obj, struct buffer, base)->table;
	drm_gem_object_put(obj);
// CHECK: table-of-object.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't->nents' used after its reference was put [custody-gem-use-after-put]
	return t->nents;
}

int before_ok(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);
	int n;

	if (!obj)
		return -ENOENT;
	n = to_drm_gem_shmem_obj(obj)->sgt->nents;
	drm_gem_object_put(obj);
	return n;
}

/* The object does not have it any more. */
int taken_ok(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);
	struct drm_gem_shmem_object *shmem;
	struct sg_table *t;

	if (!obj)
		return -ENOENT;
	shmem = to_drm_gem_shmem_obj(obj);
	t = shmem->sgt;
	shmem->sgt = NULL;
	drm_gem_object_put(obj);
	return t->nents;
}

/* Nothing says that this one is the object's. */
int unknown_ok(struct drm_file *file, u32 handle)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);
	struct sg_table *t;

	if (!obj)
		return -ENOENT;
	t = container_of(obj, struct buffer, base)->other;
	drm_gem_object_put(obj);
	return t->nents;
}
