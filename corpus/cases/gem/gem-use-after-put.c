/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_gem.h>

int late_bad(struct drm_file *file, u32 id)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);

	if (!obj)
		return -ENOENT;
	drm_gem_object_put(obj);
// CHECK: gem-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'obj->size' used after its reference was put [custody-gem-use-after-put]
	return obj->size ? 0 : -EINVAL;
}

int late_ok(struct drm_file *file, u32 id)
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

/* The driver's record around the object goes with it. */
struct tea_bo {
	int sugar;
	struct drm_gem_object base;
	u32 resource;
};
int tea_bo_create(struct tea_bo **out);

int around_bad(struct drm_file *file, u32 id)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);

	if (!obj)
		return -ENOENT;
	drm_gem_object_put(obj);
// CHECK: gem-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'container of obj->sugar' used after its reference was put [custody-gem-use-after-put]
	return container_of(obj, struct tea_bo, base)->sugar;
}

/* Once there is a handle, the reference that is put was the last one that nobody else may put. */
int named_bad(struct drm_file *file, u32 *handle, u32 *resource)
{
	struct tea_bo *bo;
	int ret = tea_bo_create(&bo);

	if (ret < 0)
		return ret;
	ret = drm_gem_handle_create(file, &bo->base, handle);
	drm_gem_object_put(&bo->base);
	if (ret)
		return ret;
// CHECK: gem-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bo->resource' used after its reference was put [custody-gem-use-after-put]
	*resource = bo->resource;
	return 0;
}

int named_ok(struct drm_file *file, u32 *handle, u32 *resource)
{
	struct tea_bo *bo;
	int ret = tea_bo_create(&bo);

	if (ret < 0)
		return ret;
	ret = drm_gem_handle_create(file, &bo->base, handle);
	if (!ret)
		*resource = bo->resource;
	drm_gem_object_put(&bo->base);
	return ret;
}

/* What a call left in the variable came with a reference; nothing else has it yet. */
int out_parameter_bad(void)
{
	struct tea_bo *bo;
	int ret = tea_bo_create(&bo);

	if (ret < 0)
		return ret;
	drm_gem_object_put(&bo->base);
// CHECK: gem-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bo->sugar' used after its reference was put [custody-gem-use-after-put]
	return bo->sugar;
}

int out_parameter_ok(void)
{
	struct tea_bo *bo;
	int ret = tea_bo_create(&bo);

	if (ret < 0)
		return ret;
	ret = bo->sugar;
	drm_gem_object_put(&bo->base);
	return ret;
}

/* Who is given the record around the object may take a reference to the object. */
int tea_list_add(struct list_head *list, struct tea_bo *bo);

int listed_ok(struct drm_file *file, u32 id, struct list_head *list)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, id);
	struct tea_bo *bo;
	int ret;

	if (!obj)
		return -ENOENT;
	bo = container_of(obj, struct tea_bo, base);
	ret = tea_list_add(list, bo);
	drm_gem_object_put(obj);
	return ret ? ret : bo->sugar;
}
