/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/xarray.h>

struct space {
	struct kref ref;
};
struct context {
	struct space *space;
};
struct client {
	struct xarray spaces;
};
void space_free(struct kref *ref);

int destroy_ok(struct client *f, u32 id)
{
	struct space *s = xa_erase(&f->spaces, id);

	if (!s)
		return -ENOENT;
	kref_put(&s->ref, space_free);
	return 0;
}

int number_bad(struct client *f, struct context *ctx, u32 *id)
{
	struct space *s = ctx->space;
	int ret = xa_alloc(&f->spaces, id, s, xa_limit_32b, GFP_KERNEL);

	if (ret)
		return ret;
// CHECK: get-after-publish.c:[[@LINE+1]]:{{[0-9]+}}: warning: kref_get() on 'ctx->space' comes after it was entered in a table: whoever guesses the number may have dropped that reference before [custody-get-after-publish]
	kref_get(&s->ref);
	return 0;
}

int number_ok(struct client *f, struct context *ctx, u32 *id)
{
	struct space *s = ctx->space;
	int ret;

	kref_get(&s->ref);
	ret = xa_alloc(&f->spaces, id, s, xa_limit_32b, GFP_KERNEL);
	if (ret)
		kref_put(&s->ref, space_free);
	return ret;
}
