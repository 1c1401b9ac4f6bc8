/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/types.h>

struct drm_device;
struct drm_property_blob {
	int length;
};
struct drm_gpuvm_bo {
	int mapped;
};
struct drm_gpuvm;
struct drm_gem_object;
struct crtc {
	struct drm_property_blob *lut;
};
struct drm_property_blob *drm_property_lookup_blob(struct drm_device *dev, u32 id);
struct drm_property_blob *drm_property_blob_get(struct drm_property_blob *blob);
void drm_property_blob_put(struct drm_property_blob *blob);
struct drm_property_blob *drm_property_create_blob(struct drm_device *dev, size_t length, const void *data);
void tell_id(int id);
struct drm_gpuvm_bo *drm_gpuvm_bo_obtain(struct drm_gpuvm *vm, struct drm_gem_object *obj);
bool drm_gpuvm_bo_put(struct drm_gpuvm_bo *bo);

int set_lut_bad(struct crtc *crtc, struct drm_device *dev, u32 id)
{
	struct drm_property_blob *blob = drm_property_lookup_blob(dev, id);

	if (!blob)
		return -22;
	if (blob->length != 256)
// CHECK: drm-object-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'blob' is lost on this path; nothing puts it [custody-drm-object-leak]
		return -22;
	crtc->lut = blob;
	return 0;
}

int set_lut_ok(struct crtc *crtc, struct drm_device *dev, u32 id)
{
	struct drm_property_blob *blob = drm_property_lookup_blob(dev, id);

	if (!blob)
		return -22;
	if (blob->length != 256) {
		drm_property_blob_put(blob);
		return -22;
	}
	crtc->lut = blob;
	return 0;
}

int map_bad(struct drm_gpuvm *vm, struct drm_gem_object *obj)
{
	struct drm_gpuvm_bo *bo = drm_gpuvm_bo_obtain(vm, obj);

	if (IS_ERR(bo))
		return PTR_ERR(bo);
// CHECK: drm-object-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bo' is lost on this path; nothing puts it [custody-drm-object-leak]
	return bo->mapped;
}

int map_ok(struct drm_gpuvm *vm, struct drm_gem_object *obj)
{
	struct drm_gpuvm_bo *bo = drm_gpuvm_bo_obtain(vm, obj);
	int mapped;

	if (IS_ERR(bo))
		return PTR_ERR(bo);
	mapped = bo->mapped;
	drm_gpuvm_bo_put(bo);
	return mapped;
}

/* Found by its id from here on. */
int create_ok(struct drm_device *dev)
{
	struct drm_property_blob *blob = drm_property_create_blob(dev, 4, 0);

	if (IS_ERR(blob))
		return PTR_ERR(blob);
	tell_id(blob->length);
	return 0;
}

int create_bad(struct drm_device *dev, int n)
{
	struct drm_property_blob *blob = drm_property_create_blob(dev, 4, 0);

	if (IS_ERR(blob))
		return PTR_ERR(blob);
	if (n > 4)
// CHECK: drm-object-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'blob' is lost on this path; nothing puts it [custody-drm-object-leak]
		return -22;
	if (blob->length != n) {
		drm_property_blob_put(blob);
		return -22;
	}
	tell_id(blob->length);
	return 0;
}

struct drm_gpuvm_bo *drm_gpuvm_bo_create(struct drm_gpuvm *vm, struct drm_gem_object *obj);
struct drm_gpuvm_bo *drm_gpuvm_bo_obtain_prealloc(struct drm_gpuvm_bo *bo);

/* It takes over what it is given, and may return another one. */
int prepare_ok(struct drm_gpuvm *vm, struct drm_gem_object *obj, int (*map)(struct drm_gpuvm_bo *bo))
{
	struct drm_gpuvm_bo *made = drm_gpuvm_bo_create(vm, obj), *bo;
	int ret;

	if (!made)
		return -12;
	bo = drm_gpuvm_bo_obtain_prealloc(made);
	ret = map(bo);
	drm_gpuvm_bo_put(bo);
	return ret;
}

int prepare_bad(struct drm_gpuvm *vm, struct drm_gem_object *obj, bool (*fits)(int n), int n)
{
	struct drm_gpuvm_bo *made = drm_gpuvm_bo_create(vm, obj);

	if (!made)
		return -12;
	if (!fits(n))
// CHECK: drm-object-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'made' is lost on this path; nothing puts it [custody-drm-object-leak]
		return -22;
	drm_gpuvm_bo_put(made);
	return 0;
}
