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
struct drm_gpuvm_bo *drm_gpuvm_bo_obtain(struct drm_gpuvm *vm, struct drm_gem_object *obj);
bool drm_gpuvm_bo_put(struct drm_gpuvm_bo *bo);

int lut_length_bad(struct drm_device *dev, u32 id)
{
	struct drm_property_blob *blob = drm_property_lookup_blob(dev, id);

	if (!blob)
		return -22;
	drm_property_blob_put(blob);
// CHECK: drm-object-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'blob->length' used after its reference was put [custody-drm-object-use-after-put]
	return blob->length;
}

int lut_length_ok(struct drm_device *dev, u32 id)
{
	struct drm_property_blob *blob = drm_property_lookup_blob(dev, id);
	int length;

	if (!blob)
		return -22;
	length = blob->length;
	drm_property_blob_put(blob);
	return length;
}

void unmap_bad(struct drm_gpuvm *vm, struct drm_gem_object *obj)
{
	struct drm_gpuvm_bo *bo = drm_gpuvm_bo_obtain(vm, obj);

	if (IS_ERR(bo))
		return;
	drm_gpuvm_bo_put(bo);
// CHECK: drm-object-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bo' used after its reference was put [custody-drm-object-use-after-put]
	drm_gpuvm_bo_put(bo);
}

/* The state still has its own. */
int state_lut_ok(struct crtc *crtc)
{
	struct drm_property_blob *blob = drm_property_blob_get(crtc->lut);

	drm_property_blob_put(blob);
	return crtc->lut->length;
}
