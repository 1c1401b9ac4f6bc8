/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>

#include "custody.h"

struct range {
	int size;
};
struct node {
	int start;
};
struct node *range_get(struct range *r) __owned_by(r);
void range_put(struct range *r, struct node *n __owned_by(r));
struct guest;
struct guest *guest_get(struct guest *g);
void guest_put(struct guest *g);
struct __refcounted(guest_get, guest_put) guest {
	int name;
};
struct brew *brew_new(void) __owned;
struct brew *brew_of_the_day(void) __borrowed;

int node_bad(struct range *r)
{
	struct node *n = range_get(r);

	if (!n)
		return -ENOMEM;
// CHECK: freed-by-hand.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n' is to go back through its allocator, but kfree() frees it as plain memory [custody-freed-by-hand]
	kfree(n);
	return 0;
}

void guest_bad(struct guest *g)
{
	guest_get(g);
// CHECK: freed-by-hand.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'g' is referenced, but kfree() frees it as plain memory [custody-freed-by-hand]
	kfree(g);
}

int failed_bad(struct range *r, int ready)
{
	struct node *n = range_get(r);
	int ret = -EINVAL;

	if (!n)
		return -ENOMEM;
	if (!ready)
		goto fail;
	range_put(r, n);
	return 0;
fail:
// CHECK: freed-by-hand.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'n' is to go back through its allocator, but kfree() frees it as plain memory [custody-freed-by-hand]
	kfree(n);
	return ret;
}

void borrowed_bad(void)
{
	struct brew *b = brew_of_the_day();

// CHECK: freed-by-hand.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b' is only borrowed, but kfree() takes it over [custody-borrowed-handover]
	kfree(b);
}

int node_ok(struct range *r)
{
	struct node *n = range_get(r);

	if (!n)
		return -ENOMEM;
	range_put(r, n);
	return 0;
}

void guest_ok(struct guest *g)
{
	guest_get(g);
	guest_put(g);
}

/* The allocator's own code may. */
void range_put_ok(struct range *r, struct node *n __owned_by(r))
{
	r->size++;
	kfree(n);
}

void owned_ok(void)
{
	struct brew *b = brew_new();

	kfree(b);
}
