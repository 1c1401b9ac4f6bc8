/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -fplugin-arg-custody-level=possible %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/refcount.h>
#include <linux/slab.h>

#include "custody.h"

void refcount_inc(struct refcount_struct *r);
bool refcount_inc_not_zero(struct refcount_struct *r);
bool refcount_dec_and_test(struct refcount_struct *r);

/* --- What the source says ------------------------------------------------------------------ */

struct space {
	struct kref ref;
	int openings;
	int refs;
	bool closed;
};
void space_get(struct space *s) __takes_count(s->refs);
void space_put(struct space *s) __drops_count(s->refs);
void space_open(struct space *s) __takes_count(s->openings);
void space_close(struct space *s) __drops_count(s->openings);
int space_bind(struct space *s);

int bind_bad(struct space *s)
{
	int ret;

	space_open(s);
	ret = space_bind(s);
	if (ret)
		goto out;
	space_close(s);
	return 0;
out:
	space_put(s);
// CHECK: counts-mixed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's' has two counts: one was taken here, and the other one given back [custody-counts-mixed]
	return ret;
}

static void leave(struct space *s)
{
	space_close(s);
}

int borrow_bad(struct space *s)
{
	space_get(s);
	leave(s);
// CHECK: counts-mixed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's' has two counts: one was taken here, and the other one given back [custody-counts-mixed]
	return 0;
}

int bind_ok(struct space *s)
{
	int ret;

	space_get(s);
	space_open(s);
	ret = space_bind(s);
	if (!ret)
		return 0;
	space_close(s);
	space_put(s);
	return ret;
}

void drop_ok(struct space *s)
{
	space_close(s);
	space_put(s);
}

int look_ok(struct space *s)
{
	int closed;

	space_get(s);
	closed = s->closed;
	space_put(s);
	return closed;
}

/* --- What its own functions do ------------------------------------------------------------- */

struct vm {
	struct kref ref;
	struct refcount_struct open;
	int pages;
};

static void vm_free(struct kref *ref)
{
	kfree(container_of(ref, struct vm, ref));
}

void vm_unmap(struct vm *vm);

static void vm_put(struct vm *vm)
{
	kref_put(&vm->ref, vm_free);
}

static void vm_close(struct vm *vm)
{
	if (refcount_dec_and_test(&vm->open))
		vm_unmap(vm);
}

int use_bad(struct vm *vm, int pages)
{
	kref_get(&vm->ref);
	if (pages > vm->pages) {
		vm_close(vm);
// CHECK: counts-mixed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'vm' has two counts: one was taken here, and the other one given back [custody-counts-may-be-mixed]
		return -EINVAL;
	}
	vm_put(vm);
	return 0;
}

int open_bad(struct vm *vm)
{
	refcount_inc(&vm->open);
	if (!vm->pages) {
		vm_put(vm);
// CHECK: counts-mixed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'vm' has two counts: one was taken here, and the other one given back [custody-counts-may-be-mixed]
		return -EINVAL;
	}
	vm_close(vm);
	return 0;
}

int try_bad(struct vm *vm)
{
	if (!refcount_inc_not_zero(&vm->open))
		return -ENOENT;
	vm_put(vm);
// CHECK: counts-mixed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'vm' has two counts: one was taken here, and the other one given back [custody-counts-may-be-mixed]
	return 0;
}

int open_ok(struct vm *vm)
{
	kref_get(&vm->ref);
	refcount_inc(&vm->open);
	return 0;
}

void close_ok(struct vm *vm)
{
	vm_close(vm);
	vm_put(vm);
}

int try_ok(struct vm *vm)
{
	int pages;

	if (!kref_get_unless_zero(&vm->ref))
		return -ENOENT;
	pages = vm->pages;
	vm_put(vm);
	return pages;
}
