/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/slab.h>

#include "custody.h"

struct range {
	int start;
};
struct bind {
	int number;
	struct range *map __owned, *rest;
};
void range_enter(struct range *r __owned);
int bind_later(struct bind *bind __owned);

/* --- what was handed over is taken out --- */

void enter_ok(struct bind *bind)
{
	range_enter(bind->map);
	bind->map = NULL;
}

void enter_bad(struct bind *bind)
{
	range_enter(bind->map);
// CHECK: owned-members.c:[[@LINE+1]]:{{[0-9]+}}: error: 'bind->map' owns what it points to, but range_enter() has taken that over; store NULL in it [custody-owned-given]
}

/* It owns nothing. */
void enter_rest_ok(struct bind *bind)
{
	range_enter(bind->rest);
}

/* --- who is given the record finds nothing in it that was freed --- */

struct drm_gpuvm {
	int kind;
};
int drm_gpuvm_sm_unmap(struct drm_gpuvm *vm, void *priv, u64 addr, u64 range);

static void cleanup(struct bind *bind)
{
	kfree(bind->map);
}

static int steps(struct bind *bind, struct drm_gpuvm *vm)
{
	return drm_gpuvm_sm_unmap(vm, bind, 0, 4096);
}

int unmap_ok(struct bind *bind, struct drm_gpuvm *vm)
{
	int error = steps(bind, vm);

	cleanup(bind);
	return error;
}

int unmap_bad(struct bind *bind, struct drm_gpuvm *vm)
{
	cleanup(bind);
// CHECK: owned-members.c:[[@LINE+1]]:{{[0-9]+}}: error: 'bind->map' points to what is freed when steps() is given what it lies in; store NULL in it [custody-owned-freed]
	return steps(bind, vm);
}

/* --- a local record ends with nothing in it --- */

static int prepare(struct bind *bind)
{
	bind->map = kzalloc(sizeof(*bind->map), GFP_KERNEL);
	return bind->map ? 0 : -12;
}

int once_ok(void)
{
	struct bind bind = {.number = 1};
	int error = prepare(&bind);

	cleanup(&bind);
	return error;
}

int once_bad(void)
{
	struct bind bind = {.number = 1};

// CHECK: owned-members.c:[[@LINE+1]]:{{[0-9]+}}: error: 'bind.map' may still own something where its record ends, and nothing gives it back [custody-owned-left]
	return prepare(&bind);
}

/* --- who takes a record over ends what it holds, too --- */

void bind_end_ok(struct bind *bind __owned)
{
	kfree(bind->map);
	kfree(bind);
}

void bind_end_bad(struct bind *bind __owned)
{
	bind->number = 0;
// CHECK: owned-members.c:[[@LINE+1]]:{{[0-9]+}}: error: 'bind->map' may still own something where its record ends, and nothing gives it back [custody-owned-left]
	kfree(bind);
}

void bind_empty_ok(struct bind *bind __owned)
{
	if (!bind->map)
		kfree(bind);
	else
		bind_end_ok(bind);
}

/* Its callers may have ended it. */
static void bind_free_ok(struct bind *bind)
{
	bind->number = 0;
	kfree(bind);
}

void bind_drop_ok(struct bind *bind)
{
	kfree(bind->map);
	bind_free_ok(bind);
}
