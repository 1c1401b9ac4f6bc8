/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/slab.h>
#include <linux/xarray.h>

struct context {
	u32 id;
	int users;
};
struct client {
	struct xarray contexts;
	struct idr syncs;
};
int context_start(int priority);
void *idr_replace(struct idr *idr, void *object, unsigned long id);

int create_bad(struct client *f, int priority)
{
	struct context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	int ret;

	if (!ctx)
		return -ENOMEM;
	ret = xa_alloc(&f->contexts, &ctx->id, ctx, xa_limit_32b, GFP_KERNEL);
	if (ret)
		goto free;
	ret = context_start(priority);
	if (ret)
		goto free;
	return 0;
free:
// CHECK: freed-while-findable.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'ctx' is still found by its id when kfree() frees it; a lookup finds freed memory [custody-freed-while-findable]
	kfree(ctx);
	return ret;
}

int sync_bad(struct client *f)
{
	struct context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	int id;

	if (!ctx)
		return -ENOMEM;
	id = idr_alloc(&f->syncs, ctx, 1, 0, GFP_KERNEL);
	if (id < 0) {
		kfree(ctx);
		return id;
	}
	if (context_start(0)) {
// CHECK: freed-while-findable.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'ctx' is still found by its id when kfree() frees it; a lookup finds freed memory [custody-freed-while-findable]
		kfree(ctx);
		return -EIO;
	}
	return id;
}

int insert_bad(struct client *f, unsigned long key)
{
	struct context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	int ret;

	if (!ctx)
		return -ENOMEM;
	ret = xa_insert(&f->contexts, key, ctx, GFP_KERNEL);
	if (!ret)
		ret = context_start(1);
	if (ret)
// CHECK: freed-while-findable.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'ctx' is still found by its id when kfree() frees it; a lookup finds freed memory [custody-freed-while-findable]
		kfree(ctx);
	return ret;
}

int create_ok(struct client *f, int priority)
{
	struct context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	int ret;

	if (!ctx)
		return -ENOMEM;
	ret = xa_alloc(&f->contexts, &ctx->id, ctx, xa_limit_32b, GFP_KERNEL);
	if (ret)
		goto free;
	ret = context_start(priority);
	if (ret)
		goto erase;
	return 0;
erase:
	xa_erase(&f->contexts, ctx->id);
free:
	kfree(ctx);
	return ret;
}

int reserve_ok(struct client *f)
{
	struct context *ctx;
	int id = idr_alloc(&f->syncs, NULL, 1, 0, GFP_KERNEL);

	if (id < 0)
		return id;
	ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	if (!ctx || context_start(0)) {
		idr_remove(&f->syncs, id);
		kfree(ctx);
		return -ENOMEM;
	}
	ctx->id = id;
	kfree(ctx);
	return 0;
}

int insert_ok(struct client *f, unsigned long key)
{
	struct context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	int ret = -ENOMEM;

	if (!ctx)
		return ret;
	ret = xa_err(xa_store(&f->contexts, key, ctx, GFP_KERNEL));
	if (ret)
		kfree(ctx);
	return ret;
}

/* Nothing was there to be replaced: it was not entered. */
int replace_ok(struct client *f, unsigned long id)
{
	struct context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	void *old;

	if (!ctx)
		return -ENOMEM;
	old = idr_replace(&f->syncs, ctx, id);
	if (IS_ERR(old)) {
		kfree(ctx);
		return PTR_ERR(old);
	}
	return 0;
}

int replace_bad(struct client *f, unsigned long id)
{
	struct context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);

	if (!ctx)
		return -ENOMEM;
	if (IS_ERR(idr_replace(&f->syncs, ctx, id))) {
		kfree(ctx);
		return -ENOENT;
	}
	if (context_start(0)) {
// CHECK: freed-while-findable.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'ctx' is still found by its id when kfree() frees it; a lookup finds freed memory [custody-freed-while-findable]
		kfree(ctx);
		return -EIO;
	}
	return 0;
}

/* The id says whether it was entered: the other one is in use. */
int serial_ok(struct client *f, u32 serial)
{
	struct context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL), *with = ctx;
	u32 id;

	if (!ctx)
		return -ENOMEM;
	if (xa_alloc(&f->contexts, &id, ctx, xa_limit_32b, GFP_KERNEL)) {
		id = serial;
		with = xa_load(&f->contexts, id);
	}
	with->users = context_start(id);
	if (id != serial)
		xa_erase(&f->contexts, id);
	kfree(ctx);
	return 0;
}

int serial_bad(struct client *f, u32 serial)
{
	struct context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL), *with = ctx;
	u32 id;

	if (!ctx)
		return -ENOMEM;
	if (xa_alloc(&f->contexts, &id, ctx, xa_limit_32b, GFP_KERNEL)) {
		id = serial;
		with = xa_load(&f->contexts, id);
	}
	with->users = context_start(id);
	if (context_start(1))
		xa_erase(&f->contexts, id);
// CHECK: freed-while-findable.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'ctx' is still found by its id when kfree() frees it; a lookup finds freed memory [custody-freed-while-findable]
	kfree(ctx);
	return 0;
}

/* The ids begin at 1: 0 is none. */
int first_is_one_ok(struct client *f, int gfp)
{
	struct context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);
	int id;

	if (!ctx)
		return -ENOMEM;
	id = idr_alloc(&f->syncs, ctx, 1, 0, gfp);
	if (id <= 0) {
		kfree(ctx);
		return -ENOSPC;
	}
	return id;
}
