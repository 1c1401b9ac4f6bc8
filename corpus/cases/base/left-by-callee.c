/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>

struct pot {
	char *name;
};

static int pot_fill(struct pot *p, int len)
{
	p->name = kzalloc(len, 0);
	if (!p->name)
		return -12;
	if (len > 8) {
		kfree(p->name);
		return -22;
	}
	return 0;
}

/* What a callee leaves in memory is not the number that it returns. What one call does to it is told once. */
int fill_bad(struct pot *p, int len)
{
	int ret = pot_fill(p, len);

	// CHECK: :[[# @LINE + 5]]:{{.*}}'p->name' freed twice
	// CHECK: pot_fill() called here
	// CHECK-NOT: pot_fill() called here
	// CHECK: freed here by kfree()
	if (ret)
		kfree(p->name);
	return ret;
}

static void pot_drop(struct pot *p)
{
	kfree(p->name);
	p->name = NULL;
}

int drop_bad(struct pot *p, int len)
{
	int ret = pot_fill(p, len);

	// CHECK: :[[# @LINE + 2]]:{{.*}}'the result of kzalloc()' used after it was freed
	if (ret)
		pot_drop(p);
	return ret;
}

int drop_ok(struct pot *p, int len)
{
	int ret = pot_fill(p, len);

	if (!ret)
		pot_drop(p);
	return ret;
}
