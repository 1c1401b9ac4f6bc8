// SPDX-License-Identifier: MIT
/* Split and merge: what a new range, or the end of one, makes of the ranges that are there. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <drm/drm_gpuvm.h>

/* What is asked for. Without an object: to unmap. */
struct request {
	u64 addr, end;
	struct drm_gem_object *obj;
	u64 offset;
};

/* Whether the range will have the same memory at the same addresses. */
static bool is_same(const struct drm_gpuva *va, const struct request *request)
{
	return va->gem.obj && va->gem.obj == request->obj &&
	       va->gem.offset - va->va.addr == request->offset - request->addr;
}

static int cut(const struct drm_gpuvm_ops *ops, void *priv, struct drm_gpuva *va,
	       const struct request *request)
{
	u64 end = va->va.addr + va->va.range;
	struct drm_gpuva_op_map prev = {.va = {va->va.addr, request->addr - va->va.addr},
					.gem = {va->gem.offset, va->gem.obj}};
	struct drm_gpuva_op_map next = {
		.va = {request->end, end - request->end},
		.gem = {va->gem.offset + request->end - va->va.addr, va->gem.obj}};
	struct drm_gpuva_op_unmap unmap = {.va = va, .keep = is_same(va, request)};
	struct drm_gpuva_op op = {.op = DRM_GPUVA_OP_UNMAP, .unmap = unmap};

	if (va->va.addr >= request->addr && end <= request->end)
		return ops->sm_step_unmap(&op, priv);
	op.op = DRM_GPUVA_OP_REMAP;
	op.remap = (struct drm_gpuva_op_remap){
		.prev = va->va.addr < request->addr ? &prev : NULL,
		.next = end > request->end ? &next : NULL,
		.unmap = &unmap,
	};
	return ops->sm_step_remap(&op, priv);
}

static int clear_range(struct drm_gpuvm *gpuvm, const struct drm_gpuvm_ops *ops, void *priv,
		       const struct request *request)
{
	struct drm_gpuva *va, *next;
	int error;

	drm_gpuvm_for_each_va_range_safe(va, next, gpuvm, request->addr, request->end) {
		error = cut(ops, priv, va, request);
		if (error)
			return error;
	}
	return 0;
}

static int sm_map(struct drm_gpuvm *gpuvm, const struct drm_gpuvm_ops *ops, void *priv, u64 addr,
		  u64 range, struct drm_gem_object *obj, u64 offset)
{
	struct request request = {addr, addr + range, obj, offset};
	struct drm_gpuva_op op = {.op = DRM_GPUVA_OP_MAP,
				  .map = {.va = {addr, range}, .gem = {offset, obj}}};
	int error;

	if (!drm_gpuvm_range_valid(gpuvm, addr, range))
		return -EINVAL;
	error = clear_range(gpuvm, ops, priv, &request);
	return error ? error : ops->sm_step_map(&op, priv);
}

static int sm_unmap(struct drm_gpuvm *gpuvm, const struct drm_gpuvm_ops *ops, void *priv, u64 addr,
		    u64 range)
{
	struct request request = {addr, addr + range, NULL, 0};

	if (!drm_gpuvm_range_valid(gpuvm, addr, range))
		return -EINVAL;
	return clear_range(gpuvm, ops, priv, &request);
}

static bool has_steps(const struct drm_gpuvm_ops *ops)
{
	return ops && ops->sm_step_map && ops->sm_step_remap && ops->sm_step_unmap;
}

int drm_gpuvm_sm_map(struct drm_gpuvm *gpuvm, void *priv, u64 addr, u64 range,
		     struct drm_gem_object *obj, u64 offset)
{
	if (!has_steps(gpuvm->ops))
		return -EINVAL;
	return sm_map(gpuvm, gpuvm->ops, priv, addr, range, obj, offset);
}

int drm_gpuvm_sm_unmap(struct drm_gpuvm *gpuvm, void *priv, u64 addr, u64 range)
{
	if (!has_steps(gpuvm->ops))
		return -EINVAL;
	return sm_unmap(gpuvm, gpuvm->ops, priv, addr, range);
}

/* --- doing a step ------------------------------------------------------------------------- */

void drm_gpuva_map(struct drm_gpuvm *gpuvm, struct drm_gpuva *va, struct drm_gpuva_op_map *op)
{
	drm_gpuva_init_from_op(va, op);
	WARN_ON(drm_gpuva_insert(gpuvm, va));
}

void drm_gpuva_remap(struct drm_gpuva *prev, struct drm_gpuva *next, struct drm_gpuva_op_remap *op)
{
	struct drm_gpuva *va = op->unmap->va;
	struct drm_gpuvm *gpuvm = va->vm;

	/* its reference may be the last one until the new ranges have theirs */
	drm_gpuvm_get(gpuvm);
	drm_gpuva_remove(va);
	if (op->prev)
		drm_gpuva_map(gpuvm, prev, op->prev);
	if (op->next)
		drm_gpuva_map(gpuvm, next, op->next);
	drm_gpuvm_put(gpuvm);
}

void drm_gpuva_unmap(struct drm_gpuva_op_unmap *op)
{
	drm_gpuva_remove(op->va);
}

/* --- lists of steps ----------------------------------------------------------------------- */

struct list_of_steps {
	struct drm_gpuvm *vm;
	struct drm_gpuva_ops *ops;
};

static struct drm_gpuva_op *op_alloc(struct drm_gpuvm *gpuvm)
{
	if (gpuvm->ops && gpuvm->ops->op_alloc)
		return gpuvm->ops->op_alloc();
	return kzalloc(sizeof(struct drm_gpuva_op), GFP_KERNEL);
}

/* With what a cut points to, which is copied. */
static void op_free(struct drm_gpuvm *gpuvm, struct drm_gpuva_op *op)
{
	if (op->op == DRM_GPUVA_OP_REMAP) {
		kfree(op->remap.prev);
		kfree(op->remap.next);
		kfree(op->remap.unmap);
	}
	if (gpuvm->ops && gpuvm->ops->op_free)
		gpuvm->ops->op_free(op);
	else
		kfree(op);
}

static int copy_remap(struct drm_gpuva_op_remap *to, const struct drm_gpuva_op_remap *from)
{
	to->unmap = kmemdup(from->unmap, sizeof(*to->unmap), GFP_KERNEL);
	to->prev = from->prev ? kmemdup(from->prev, sizeof(*to->prev), GFP_KERNEL) : NULL;
	to->next = from->next ? kmemdup(from->next, sizeof(*to->next), GFP_KERNEL) : NULL;
	if (!to->unmap || (from->prev && !to->prev) || (from->next && !to->next))
		return -ENOMEM;
	return 0;
}

static int add_step(struct drm_gpuva_op *step, void *priv)
{
	struct list_of_steps *steps = priv;
	struct drm_gpuva_op *op = op_alloc(steps->vm);

	if (!op)
		return -ENOMEM;
	*op = *step;
	if (step->op == DRM_GPUVA_OP_REMAP && copy_remap(&op->remap, &step->remap)) {
		op_free(steps->vm, op);
		return -ENOMEM;
	}
	list_add_tail(&op->entry, &steps->ops->list);
	return 0;
}

static const struct drm_gpuvm_ops list_ops = {
	.sm_step_map = add_step,
	.sm_step_remap = add_step,
	.sm_step_unmap = add_step,
};

static struct drm_gpuva_ops *finish(struct list_of_steps *steps, int error)
{
	if (!error)
		return steps->ops;
	drm_gpuva_ops_free(steps->vm, steps->ops);
	return ERR_PTR(error);
}

static struct drm_gpuva_ops *ops_alloc(void)
{
	struct drm_gpuva_ops *ops = kzalloc(sizeof(*ops), GFP_KERNEL);

	if (ops)
		INIT_LIST_HEAD(&ops->list);
	return ops;
}

struct drm_gpuva_ops *drm_gpuvm_sm_map_ops_create(struct drm_gpuvm *gpuvm, u64 addr, u64 range,
						  struct drm_gem_object *obj, u64 offset)
{
	struct list_of_steps steps = {gpuvm, ops_alloc()};

	if (!steps.ops)
		return ERR_PTR(-ENOMEM);
	return finish(&steps, sm_map(gpuvm, &list_ops, &steps, addr, range, obj, offset));
}

struct drm_gpuva_ops *drm_gpuvm_sm_unmap_ops_create(struct drm_gpuvm *gpuvm, u64 addr, u64 range)
{
	struct list_of_steps steps = {gpuvm, ops_alloc()};

	if (!steps.ops)
		return ERR_PTR(-ENOMEM);
	return finish(&steps, sm_unmap(gpuvm, &list_ops, &steps, addr, range));
}

void drm_gpuva_ops_free(struct drm_gpuvm *gpuvm, struct drm_gpuva_ops *ops)
{
	struct drm_gpuva_op *op, *next;

	drm_gpuva_for_each_op_safe(op, next, ops) {
		list_del(&op->entry);
		op_free(gpuvm, op);
	}
	kfree(ops);
}
