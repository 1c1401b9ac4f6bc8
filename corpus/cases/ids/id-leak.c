/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/idr.h>
#include <linux/slab.h>

struct card {
	int id;
};
int start(void);
int announce(int id);

static struct ida cards;

int add_bad(struct card *c)
{
	int id = ida_alloc(&cards, GFP_KERNEL);

	if (id < 0)
		return id;
	if (start())
// CHECK: id-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'id' is lost on this path; nothing frees this id [custody-id-leak]
		return -EIO;
	c->id = id;
	return 0;
}

int add_ok(struct card *c)
{
	int id = ida_alloc(&cards, GFP_KERNEL);

	if (id < 0)
		return id;
	if (start()) {
		ida_free(&cards, id);
		return -EIO;
	}
	c->id = id;
	return 0;
}

int announced_ok(void)
{
	int id = ida_alloc_max(&cards, 15, GFP_KERNEL);

	if (id < 0)
		return id;
	return announce(id);
}

int number_ok(unsigned int *devt)
{
	int id = ida_alloc(&cards, GFP_KERNEL);

	if (id < 0)
		return id;
	*devt = 240 << 20 | id;
	return 0;
}
