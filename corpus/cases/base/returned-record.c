/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What a record holds goes back with it: so do constructors of scopes. */
#include <linux/slab.h>

struct held {
	char *memory;
	int size;
};

struct held held_ok(int size)
{
	struct held h = {.memory = kmalloc(size, GFP_KERNEL), .size = size};

	return h;
}

struct held member_ok(int size)
{
	struct held h;

	h.memory = kmalloc(size, GFP_KERNEL);
	h.size = h.memory ? size : 0;
	return h;
}

struct held lost_bad(int size)
{
	struct held h = {.memory = NULL, .size = size};
	char *memory = kmalloc(size, GFP_KERNEL);

	if (!memory)
		h.size = 0;
// CHECK: returned-record.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'memory' is lost here; nothing frees it [custody-memory-leak]
	return h;
}
