/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible -fplugin-arg-custody-only=looked-up-again %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/xarray.h>

void *idr_find(const struct idr *idr, unsigned long id);

struct ctx {
	int flags, priority;
};
struct client {
	struct mutex lock;
	struct xarray ctxs;
	struct idr vms;
};
struct args {
	u32 ctx, vm;
};
int allowed(struct ctx *ctx);

int priority_bad(struct client *c, struct args *args)
{
	struct ctx *ctx = xa_load(&c->ctxs, args->ctx);

	if (!ctx)
		return -ENOENT;
	if (ctx->flags)
		return -EPERM;
// CHECK: looked-up-again.c:[[@LINE+1]]:{{[0-9]+}}: warning: xa_load() looks up the number of {{.*}} again, which was looked up by it already: {{.*}} [custody-looked-up-again]
	ctx = xa_load(&c->ctxs, args->ctx);
	return ctx ? ctx->priority : -ENOENT;
}

static int check(struct client *c, u32 id)
{
	struct ctx *vm = idr_find(&c->vms, id);

	return vm ? vm->flags : -ENOENT;
}

int checked_bad(struct client *c, u32 id)
{
	struct ctx *vm = idr_find(&c->vms, id);

	if (!vm || vm->flags)
		return -EPERM;
	mutex_lock(&c->lock);
// CHECK: looked-up-again.c:[[@LINE+1]]:{{[0-9]+}}: warning: idr_find() looks up the number of {{.*}} again, which was looked up by it already: {{.*}} [custody-looked-up-again]
	vm = idr_find(&c->vms, id);
	mutex_unlock(&c->lock);
	return vm ? vm->priority : -ENOENT;
}

int third_bad(struct client *c, u32 id, bool quick)
{
	struct ctx *ctx = xa_load(&c->ctxs, id);
	int ret = 0;

	if (!ctx)
		goto out;
	if (quick)
		ret = ctx->priority;
	else
// CHECK: looked-up-again.c:[[@LINE+1]]:{{[0-9]+}}: warning: xa_load() looks up the number of {{.*}} again, which was looked up by it already: {{.*}} [custody-looked-up-again]
		ret = ((struct ctx *)xa_load(&c->ctxs, id))->flags;
out:
	return ret;
}

int once_ok(struct client *c, struct args *args)
{
	struct ctx *ctx = xa_load(&c->ctxs, args->ctx);

	return ctx && allowed(ctx) ? ctx->priority : -ENOENT;
}

/* Two tables, two numbers. */
int two_ok(struct client *c, struct args *args)
{
	struct ctx *ctx = xa_load(&c->ctxs, args->ctx);
	struct ctx *vm = idr_find(&c->vms, args->vm);

	if (!ctx || !vm)
		return -ENOENT;
	vm = idr_find(&c->vms, args->ctx);
	return vm ? vm->flags : 0;
}

/* It was not there: made, and looked for once more under the lock. */
struct ctx *make_ok(struct client *c, u32 id)
{
	struct ctx *ctx = xa_load(&c->ctxs, id);

	if (ctx)
		return ctx;
	mutex_lock(&c->lock);
	ctx = xa_load(&c->ctxs, id);
	mutex_unlock(&c->lock);
	return ctx;
}

/* What is there now was put there in between. */
struct ctx *replace_ok(struct client *c, u32 id, struct ctx *other)
{
	struct ctx *old = xa_load(&c->ctxs, id);

	if (old)
		old->flags = 0;
	xa_store(&c->ctxs, id, other, GFP_KERNEL);
	return xa_load(&c->ctxs, id);
}

/* Another one each time. */
int all_ok(struct client *c, u32 n)
{
	int sum = 0;

	for (u32 i = 0; i < n; i++) {
		struct ctx *ctx = xa_load(&c->ctxs, i);

		if (ctx)
			sum += ctx->flags + check(c, i);
	}
	return sum;
}
