/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible -fplugin-arg-custody-only=closed-out-of-order %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <drm/drm_ioctl.h>

struct bo {
	size_t size;
};
struct vm {
	struct bo *root;
	u64 size;
};
struct ctx {
	struct vm *vm;
	int priority;
};
struct client {
	struct xarray ctxs, vms;
};
void ctx_put(struct ctx *ctx);
void vm_close(struct vm *vm);
void vm_put(struct vm *vm);
void bo_put(struct bo *bo);

int add(struct client *c, struct ctx *ctx, struct vm *vm)
{
	u32 id;

	return xa_alloc(&c->ctxs, &id, ctx, xa_limit_32b, GFP_KERNEL) ?:
	       xa_alloc(&c->vms, &id, vm, xa_limit_32b, GFP_KERNEL);
}

static void close_bad(struct drm_device *dev, struct drm_file *file)
{
	struct client *c = file->driver_priv;
	unsigned long i;
	struct ctx *ctx;
	struct vm *vm;

// CHECK: closed-out-of-order.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'vms' goes before 'ctxs', which still uses it: {{.*}} [custody-closed-out-of-order]
	xa_for_each(&c->vms, i, vm)
		vm_close(vm);
	xa_for_each(&c->ctxs, i, ctx)
		ctx_put(ctx);
	xa_destroy(&c->vms);
	xa_destroy(&c->ctxs);
	kfree(c);
}

static void close_ok(struct drm_device *dev, struct drm_file *file)
{
	struct client *c = file->driver_priv;
	unsigned long i;
	struct ctx *ctx;
	struct vm *vm;

	xa_for_each(&c->ctxs, i, ctx)
		ctx_put(ctx);
	xa_destroy(&c->ctxs);
	xa_for_each(&c->vms, i, vm)
		vm_close(vm);
	xa_destroy(&c->vms);
	kfree(c);
}

/* One of each. */
struct single {
	struct vm *vm;
	struct ctx *ctx;
	struct bo *bo;
};

static void single_bad(struct drm_device *dev, struct drm_file *file)
{
	struct single *s = file->driver_priv;

// CHECK: closed-out-of-order.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'vm' goes before 'ctx', which still uses it: {{.*}} [custody-closed-out-of-order]
	vm_put(s->vm);
	ctx_put(s->ctx);
	bo_put(s->bo);
	kfree(s);
}

static void buffer_bad(struct drm_device *dev, struct drm_file *file)
{
	struct single *s = file->driver_priv;

	ctx_put(s->ctx);
// CHECK: closed-out-of-order.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bo' goes before 'vm', which still uses it: {{.*}} [custody-closed-out-of-order]
	bo_put(s->bo);
	vm_put(s->vm);
	kfree(s);
}

static void single_ok(struct drm_device *dev, struct drm_file *file)
{
	struct single *s = file->driver_priv;

	ctx_put(s->ctx);
	vm_put(s->vm);
	bo_put(s->bo);
	kfree(s);
}

/* What lies in managers of the driver's own. */
struct ctx_mgr {
	struct ctx *first;
};
struct vm_mgr {
	struct vm *first;
};
struct managed {
	struct vm_mgr vms;
	struct ctx_mgr ctxs;
};
void ctx_mgr_fini(struct ctx_mgr *mgr);
void vm_mgr_fini(struct vm_mgr *mgr);

static void managed_ok(struct drm_device *dev, struct drm_file *file)
{
	struct managed *m = file->driver_priv;

	ctx_mgr_fini(&m->ctxs);
	vm_mgr_fini(&m->vms);
	kfree(m);
}

/* Each in a function of its own. */
static void take_down_vms(struct client *c)
{
	unsigned long i;
	struct vm *vm;

	xa_for_each(&c->vms, i, vm)
		vm_close(vm);
	xa_destroy(&c->vms);
}

static void take_down_ctxs(struct client *c)
{
	unsigned long i;
	struct ctx *ctx;

	xa_for_each(&c->ctxs, i, ctx)
		ctx_put(ctx);
	xa_destroy(&c->ctxs);
}

static void helpers_bad(struct drm_device *dev, struct drm_file *file)
{
	struct client *c = file->driver_priv;

// CHECK: closed-out-of-order.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'vms' goes before 'ctxs', which still uses it: {{.*}} [custody-closed-out-of-order]
	take_down_vms(c);
	take_down_ctxs(c);
	kfree(c);
}

static void helpers_ok(struct drm_device *dev, struct drm_file *file)
{
	struct client *c = file->driver_priv;

	take_down_ctxs(c);
	take_down_vms(c);
	kfree(c);
}

const struct drm_driver drivers[] = {
	{ NULL, helpers_bad }, { NULL, helpers_ok },
	{ NULL, close_bad }, { NULL, close_ok }, { NULL, single_bad }, { NULL, buffer_bad }, { NULL, single_ok },
	{ NULL, managed_ok },
};
