/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>

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
