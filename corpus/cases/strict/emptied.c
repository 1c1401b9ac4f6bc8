/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/slab.h>
#include <linux/spinlock.h>

struct xarray {
	spinlock_t xa_lock;
};

void xa_destroy(struct xarray *xa);
void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, unsigned int filter);
int __xa_alloc(struct xarray *xa, u32 *id, void *entry, unsigned long limit, gfp_t gfp);

struct client {
	struct xarray ctxs;
};

/* --- under its lock --- */

int add_ok(struct client *c, void *ctx, u32 *id)
{
	int error;

	spin_lock(&c->ctxs.xa_lock);
	error = __xa_alloc(&c->ctxs, id, ctx, 10, GFP_KERNEL);
	spin_unlock(&c->ctxs.xa_lock);
	return error;
}

int add_bad(struct client *c, void *ctx, u32 *id)
{
// CHECK: emptied.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show that {{.*}}xa_lock' is held when __xa_alloc() needs it; take it, or say __locked_by or __releases_lock [custody-strict-lock-not-held]
	return __xa_alloc(&c->ctxs, id, ctx, 10, GFP_KERNEL);
}

/* --- before it is emptied --- */

void *first_ok(struct client *c)
{
	unsigned long id = 0;
	void *ctx = xa_find(&c->ctxs, &id, 10, 0);

	xa_destroy(&c->ctxs);
	return ctx;
}

void *first_bad(struct client *c)
{
	unsigned long id = 0;

	xa_destroy(&c->ctxs);
// CHECK: emptied.c:[[@LINE+1]]:{{[0-9]+}}: error: xa_find() looks for elements of '&c->ctxs', which was emptied before: what was in it is lost [custody-emptied]
	return xa_find(&c->ctxs, &id, 10, 0);
}
