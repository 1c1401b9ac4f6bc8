/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/xarray.h>
#include <linux/idr.h>
#include <linux/atomic.h>
#include <linux/slab.h>

struct vm {
	u32 id;
};
struct client {
	atomic_t next;
	struct xarray vms;
};

int add_bad(struct client *f, struct vm *vm)
{
	vm->id = atomic_inc_return(&f->next);
// CHECK: id-from-counter.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'vm->id' was drawn from an atomic counter: when the counter comes around, xa_insert() meets the id of an older object [custody-id-from-counter]
	return xa_insert(&f->vms, vm->id, vm, GFP_KERNEL);
}

int store_bad(struct client *f, struct vm *vm)
{
	int id = atomic_inc_return(&f->next);

// CHECK: id-from-counter.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'id' was drawn from an atomic counter: when the counter comes around, xa_store() meets the id of an older object [custody-id-from-counter]
	return xa_err(xa_store(&f->vms, id, vm, GFP_KERNEL));
}

static u32 next_id(struct client *f)
{
	return atomic_inc_return(&f->next);
}

int helper_bad(struct client *f, struct vm *vm)
{
	u32 id = next_id(f);

// CHECK: id-from-counter.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'id' was drawn from an atomic counter: when the counter comes around, xa_insert() meets the id of an older object [custody-id-from-counter]
	return xa_insert(&f->vms, id, vm, GFP_KERNEL);
}

int add_ok(struct client *f, struct vm *vm)
{
	return xa_alloc(&f->vms, &vm->id, vm, xa_limit_32b, GFP_KERNEL);
}

int given_ok(struct client *f, struct vm *vm, u32 id)
{
	return xa_insert(&f->vms, id, vm, GFP_KERNEL);
}

int counted_ok(struct client *f, struct vm *vm, u32 id)
{
	int users = atomic_inc_return(&f->next);

	if (users > 16)
		return -ENOSPC;
	return xa_insert(&f->vms, id, vm, GFP_KERNEL);
}

int fetched_bad(struct client *f, struct vm *vm)
{
	u32 id = atomic_fetch_add(1, &f->next);

// CHECK: id-from-counter.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'id' was drawn from an atomic counter: when the counter comes around, xa_insert() meets the id of an older object [custody-id-from-counter]
	return xa_insert(&f->vms, id, vm, GFP_KERNEL);
}

int one_id_bad(struct client *f, struct idr *idr, struct vm *vm)
{
	int id = atomic_add_return(1, &f->next);

// CHECK: id-from-counter.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'id' was drawn from an atomic counter: when the counter comes around, idr_alloc() meets the id of an older object [custody-id-from-counter]
	return idr_alloc(idr, vm, id, id + 1, GFP_KERNEL);
}

int from_one_ok(struct idr *idr, struct vm *vm)
{
	return idr_alloc(idr, vm, 1, 0, GFP_KERNEL);
}

/* A mask, a remainder or an offset makes no number of it that is free. */
int masked_bad(struct client *f, struct vm *vm)
{
	u32 id = atomic_inc_return(&f->next) & 0xffff;

	vm->id = id;
// CHECK: id-from-counter.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'id' was drawn from an atomic counter: when the counter comes around, xa_insert() meets the id of an older object [custody-id-from-counter]
	return xa_insert(&f->vms, id, vm, GFP_KERNEL);
}

int offset_bad(struct client *f, struct idr *idr, struct vm *vm, int base)
{
	int id = base + atomic_inc_return(&f->next) % 1024;

// CHECK: id-from-counter.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'id' was drawn from an atomic counter: when the counter comes around, idr_alloc() meets the id of an older object [custody-id-from-counter]
	return idr_alloc(idr, vm, id, id + 1, GFP_KERNEL);
}

static int insert_even(struct client *f, struct vm *vm, u32 number)
{
	return xa_insert(&f->vms, number * 2, vm, GFP_KERNEL);
}

/* What a function asks of its numbers is not asked of those who call it. */
int FN_even_bad(struct client *f, struct vm *vm)
{
	return insert_even(f, vm, atomic_inc_return(&f->next));
}

int even_ok(struct client *f, struct vm *vm, u32 number)
{
	return insert_even(f, vm, number);
}

void spread_ok(struct client *f, struct vm *vm, struct vm **slots)
{
	slots[atomic_inc_return(&f->next) & 7] = vm;
}
