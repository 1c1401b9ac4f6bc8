// SPDX-License-Identifier: MIT
/*
 * Address spaces. Ranges don't overlap: a tree by their starts is one by their ends, too, and the
 * first one in a range is found by going down once. A list has them in the same order.
 */
#include "checked.h"

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <drm/drm_gpuvm.h>

static const struct checked_kind vm_kind = {
	.what = "drm_gpuvm", .freed = "gpuvm-freed-by-hand", .left = "gpuvm-leak"};
static const struct checked_kind va_kind = {
	.what = "drm_gpuva in a space", .freed = "gpuva-freed-inserted", .left = "gpuva-left"};
static const struct checked_kind bo_kind = {
	.what = "drm_gpuvm_bo", .freed = "gpuvm-bo-freed-by-hand", .left = "gpuvm-bo-leak"};

/* --- ranges ------------------------------------------------------------------------------- */

static struct drm_gpuva *va_of(struct rb_node *node)
{
	return rb_entry_safe(node, struct drm_gpuva, rb.node);
}

static u64 end_of(const struct drm_gpuva *va)
{
	return va->va.addr + va->va.range;
}

struct drm_gpuva *drm_gpuva_find_first(struct drm_gpuvm *gpuvm, u64 addr, u64 range)
{
	struct rb_node *node = gpuvm->rb.tree.rb_node;
	struct drm_gpuva *va, *first = NULL;

	while (node) {
		va = va_of(node);
		if (end_of(va) > addr) {
			first = va;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return first && first->va.addr < addr + range ? first : NULL;
}

struct drm_gpuva *drm_gpuva_find(struct drm_gpuvm *gpuvm, u64 addr, u64 range)
{
	struct drm_gpuva *va = drm_gpuva_find_first(gpuvm, addr, range);

	return va && va->va.addr == addr && va->va.range == range ? va : NULL;
}

struct drm_gpuva *drm_gpuva_find_prev(struct drm_gpuvm *gpuvm, u64 start)
{
	return start ? drm_gpuva_find_first(gpuvm, start - 1, 1) : NULL;
}

struct drm_gpuva *drm_gpuva_find_next(struct drm_gpuvm *gpuvm, u64 end)
{
	return drm_gpuva_find_first(gpuvm, end, 1);
}

bool drm_gpuvm_interval_empty(struct drm_gpuvm *gpuvm, u64 addr, u64 range)
{
	return !drm_gpuva_find_first(gpuvm, addr, range);
}

static bool is_inside(struct drm_gpuvm *gpuvm, u64 addr, u64 range)
{
	u64 end;

	return range && !check_add_overflow(addr, range, &end) && addr >= gpuvm->mm_start &&
	       end <= gpuvm->mm_start + gpuvm->mm_range;
}

bool drm_gpuvm_range_valid(struct drm_gpuvm *gpuvm, u64 addr, u64 range)
{
	const struct drm_gpuva *kernel = &gpuvm->kernel_alloc_node;

	if (!is_inside(gpuvm, addr, range))
		return false;
	return !kernel->va.range || addr >= end_of(kernel) || addr + range <= kernel->va.addr;
}

static int insert(struct drm_gpuvm *gpuvm, struct drm_gpuva *va)
{
	struct rb_node **link = &gpuvm->rb.tree.rb_node, *parent = NULL;
	struct drm_gpuva *before = NULL, *at;

	if (drm_gpuva_find_first(gpuvm, va->va.addr, va->va.range))
		return -EEXIST;
	while (*link) {
		parent = *link;
		at = va_of(parent);
		if (at->va.addr < va->va.addr) {
			before = at;
			link = &parent->rb_right;
		} else {
			link = &parent->rb_left;
		}
	}
	rb_link_node(&va->rb.node, parent, link);
	rb_insert_color(&va->rb.node, &gpuvm->rb.tree);
	list_add(&va->rb.entry, before ? &before->rb.entry : &gpuvm->rb.list);
	va->vm = gpuvm;
	return 0;
}

static void remove(struct drm_gpuva *va)
{
	rb_erase(&va->rb.node, &va->vm->rb.tree);
	list_del_init(&va->rb.entry);
}

int drm_gpuva_insert(struct drm_gpuvm *gpuvm, struct drm_gpuva *va)
{
	int error;

	if (!drm_gpuvm_range_valid(gpuvm, va->va.addr, va->va.range))
		return -EINVAL;
	error = insert(gpuvm, va);
	if (error)
		return error;
	drm_gpuvm_get(gpuvm);
	checked_enter(&va_kind, va);
	return 0;
}

void drm_gpuva_remove(struct drm_gpuva *va)
{
	struct drm_gpuvm *gpuvm = va->vm;

	checked_that(checked_leave(&va_kind, va), "gpuva-removed-twice",
		     "a range is removed that is in no space, or no longer");
	if (WARN_ON(va == &gpuvm->kernel_alloc_node))
		return;
	remove(va);
	drm_gpuvm_put(gpuvm);
}

void drm_gpuva_link(struct drm_gpuva *va, struct drm_gpuvm_bo *vm_bo)
{
	drm_gem_gpuva_assert_lock_held(vm_bo->obj);
	if (!va->gem.obj)
		return;
	va->vm_bo = drm_gpuvm_bo_get(vm_bo);
	list_add_tail(&va->gem.entry, &vm_bo->list.gpuva);
}

void drm_gpuva_unlink(struct drm_gpuva *va)
{
	struct drm_gpuvm_bo *vm_bo = va->vm_bo;

	if (!va->gem.obj)
		return;
	drm_gem_gpuva_assert_lock_held(va->gem.obj);
	list_del_init(&va->gem.entry);
	va->vm_bo = NULL;
	drm_gpuvm_bo_put(vm_bo);
}

/* --- spaces ------------------------------------------------------------------------------- */

static void resv_object_free(struct drm_gem_object *obj)
{
	drm_gem_object_release(obj);
	kfree(obj);
}

static const struct drm_gem_object_funcs resv_object_funcs = {.free = resv_object_free};

struct drm_gem_object *drm_gpuvm_resv_object_alloc(struct drm_device *drm)
{
	struct drm_gem_object *obj = kzalloc(sizeof(*obj), GFP_KERNEL);

	if (!obj)
		return NULL;
	obj->funcs = &resv_object_funcs;
	drm_gem_private_object_init(drm, obj, 0);
	return obj;
}

void drm_gpuvm_init(struct drm_gpuvm *gpuvm, const char *name, enum drm_gpuvm_flags flags,
		    struct drm_device *drm, struct drm_gem_object *r_obj, u64 start_offset,
		    u64 range, u64 reserve_offset, u64 reserve_range,
		    const struct drm_gpuvm_ops *ops)
{
	gpuvm->rb.tree = RB_ROOT;
	INIT_LIST_HEAD(&gpuvm->rb.list);
	INIT_LIST_HEAD(&gpuvm->extobj.list);
	gpuvm->extobj.count = 0;
	spin_lock_init(&gpuvm->extobj.lock);
	kref_init(&gpuvm->kref);
	gpuvm->name = name ? name : "unknown";
	gpuvm->flags = flags;
	gpuvm->ops = ops;
	gpuvm->drm = drm;
	gpuvm->r_obj = r_obj;
	drm_gem_object_get(r_obj);
	gpuvm->mm_start = start_offset;
	gpuvm->mm_range = range;
	memset(&gpuvm->kernel_alloc_node, 0, sizeof(gpuvm->kernel_alloc_node));
	if (reserve_range) {
		gpuvm->kernel_alloc_node.va.addr = reserve_offset;
		gpuvm->kernel_alloc_node.va.range = reserve_range;
		WARN_ON(insert(gpuvm, &gpuvm->kernel_alloc_node));
	}
	checked_enter(&vm_kind, gpuvm);
}

static void gpuvm_free(struct kref *kref)
{
	struct drm_gpuvm *gpuvm = container_of(kref, struct drm_gpuvm, kref);

	if (gpuvm->kernel_alloc_node.va.range)
		remove(&gpuvm->kernel_alloc_node);
	checked_that(RB_EMPTY_ROOT(&gpuvm->rb.tree), "gpuva-left",
		     "the last reference to an address space is put while something is mapped");
	WARN_ON(!list_empty(&gpuvm->extobj.list));
	checked_leave(&vm_kind, gpuvm);
	drm_gem_object_put(gpuvm->r_obj);
	if (!WARN_ON(!gpuvm->ops->vm_free))
		gpuvm->ops->vm_free(gpuvm);
}

void drm_gpuvm_put(struct drm_gpuvm *gpuvm)
{
	if (gpuvm)
		kref_put(&gpuvm->kref, gpuvm_free);
}

/* --- objects in a space ------------------------------------------------------------------- */

struct drm_gpuvm_bo *drm_gpuvm_bo_create(struct drm_gpuvm *gpuvm, struct drm_gem_object *obj)
{
	struct drm_gpuvm_bo *vm_bo = gpuvm->ops->vm_bo_alloc ? gpuvm->ops->vm_bo_alloc()
							     : kzalloc(sizeof(*vm_bo), GFP_KERNEL);

	if (!vm_bo)
		return NULL;
	vm_bo->vm = drm_gpuvm_get(gpuvm);
	vm_bo->obj = obj;
	drm_gem_object_get(obj);
	kref_init(&vm_bo->kref);
	INIT_LIST_HEAD(&vm_bo->list.gpuva);
	INIT_LIST_HEAD(&vm_bo->list.entry.gem);
	INIT_LIST_HEAD(&vm_bo->list.entry.extobj);
	checked_enter(&bo_kind, vm_bo);
	return vm_bo;
}

static void bo_destroy(struct kref *kref)
{
	struct drm_gpuvm_bo *vm_bo = container_of(kref, struct drm_gpuvm_bo, kref);
	struct drm_gem_object *obj = vm_bo->obj;
	struct drm_gpuvm *gpuvm = vm_bo->vm;

	drm_gem_gpuva_assert_lock_held(obj);
	list_del(&vm_bo->list.entry.gem);
	spin_lock(&gpuvm->extobj.lock);
	if (!list_empty(&vm_bo->list.entry.extobj)) {
		list_del(&vm_bo->list.entry.extobj);
		gpuvm->extobj.count--;
	}
	spin_unlock(&gpuvm->extobj.lock);
	checked_leave(&bo_kind, vm_bo);
	if (gpuvm->ops->vm_bo_free)
		gpuvm->ops->vm_bo_free(vm_bo);
	else
		kfree(vm_bo);
	drm_gpuvm_put(gpuvm);
	drm_gem_object_put(obj);
}

bool drm_gpuvm_bo_put(struct drm_gpuvm_bo *vm_bo)
{
	return vm_bo && kref_put(&vm_bo->kref, bo_destroy);
}

struct drm_gpuvm_bo *drm_gpuvm_bo_find(struct drm_gpuvm *gpuvm, struct drm_gem_object *obj)
{
	struct drm_gpuvm_bo *vm_bo;

	drm_gem_gpuva_assert_lock_held(obj);
	drm_gem_for_each_gpuvm_bo(vm_bo, obj) {
		if (vm_bo->vm == gpuvm)
			return drm_gpuvm_bo_get(vm_bo);
	}
	return NULL;
}

struct drm_gpuvm_bo *drm_gpuvm_bo_obtain(struct drm_gpuvm *gpuvm, struct drm_gem_object *obj)
{
	struct drm_gpuvm_bo *vm_bo = drm_gpuvm_bo_find(gpuvm, obj);

	if (vm_bo)
		return vm_bo;
	vm_bo = drm_gpuvm_bo_create(gpuvm, obj);
	if (!vm_bo)
		return ERR_PTR(-ENOMEM);
	list_add_tail(&vm_bo->list.entry.gem, &obj->gpuva.list);
	return vm_bo;
}

void drm_gpuvm_bo_extobj_add(struct drm_gpuvm_bo *vm_bo)
{
	struct drm_gpuvm *gpuvm = vm_bo->vm;

	if (!drm_gpuvm_is_extobj(gpuvm, vm_bo->obj))
		return;
	spin_lock(&gpuvm->extobj.lock);
	if (list_empty(&vm_bo->list.entry.extobj)) {
		list_add_tail(&vm_bo->list.entry.extobj, &gpuvm->extobj.list);
		gpuvm->extobj.count++;
	}
	spin_unlock(&gpuvm->extobj.lock);
}
