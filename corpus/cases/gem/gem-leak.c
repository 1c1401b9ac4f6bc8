/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>
#include <linux/list.h>

#define container_of(p, type, member) ((type *)((char *)(p)-__builtin_offsetof(type, member)))

struct bo {
	int kind;
	struct drm_gem_object base;
	struct list_head link;
};
struct job {
	struct bo *bo, *all[4];
	struct list_head bos;
};
int bo_map(struct bo *bo);

int check_bad(struct drm_file *file, u32 id)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);

	if (!obj)
		return -ENOENT;
	if (!obj->size)
// CHECK: gem-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'obj' is lost on this path; nothing puts it [custody-gem-leak]
		return -EINVAL;
	drm_gem_object_put(obj);
	return 0;
}

int check_ok(struct drm_file *file, u32 id)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);
	int ret = 0;

	if (!obj)
		return -ENOENT;
	if (!obj->size)
		ret = -EINVAL;
	drm_gem_object_put(obj);
	return ret;
}

int kind_bad(struct drm_file *file, u32 id)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);
	struct bo *bo;

	if (!obj)
		return -ENOENT;
	bo = container_of(obj, struct bo, base);
	if (bo->kind == 2)
// CHECK: gem-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'obj' is lost on this path; nothing puts it [custody-gem-leak]
		return -EINVAL;
	drm_gem_object_put(obj);
	return 0;
}

int counted_bad(struct drm_file *file, u32 id, struct job *job)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);

	if (!obj)
		return -ENOENT;
	if (job->bo)
		goto out;
	job->bo = container_of(obj, struct bo, base);
	return 0;
out:
// CHECK: gem-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'obj' is lost on this path; nothing puts it [custody-gem-leak]
	return -EBUSY;
}

/* The driver's object around it is kept. */
int kept_ok(struct drm_file *file, u32 id, struct job *job)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);

	if (!obj)
		return -ENOENT;
	job->bo = container_of(obj, struct bo, base);
	return 0;
}

int linked_ok(struct drm_file *file, u32 id, struct job *job)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);
	struct bo *bo;

	if (!obj)
		return -ENOENT;
	bo = container_of(obj, struct bo, base);
	list_add_tail(&bo->link, &job->bos);
	return 0;
}

/* Those that were looked up in the rounds before are put. */
int all_ok(struct drm_file *file, const u32 *ids, struct job *job)
{
	int i;

	for (i = 0; i < 4; i++) {
		struct drm_gem_object *obj = drm_gem_object_lookup(file, ids[i]);

		if (!obj)
			goto out;
		job->all[i] = container_of(obj, struct bo, base);
	}
	return 0;
out:
	while (i--)
		drm_gem_object_put(&job->all[i]->base);
	return -ENOENT;
}

struct bo *found_ok(struct drm_file *file, u32 id)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);

	return obj ? container_of(obj, struct bo, base) : 0;
}
