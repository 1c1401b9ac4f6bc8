/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>

void complain(const char *where);
#define WARN_ON(cond)                              \
	({                                         \
		int __ret_warn_on = !!(cond);      \
		if (__ret_warn_on)                 \
			complain(__func__);        \
		__ret_warn_on;                     \
	})

struct part {
	int len;
};
int part_add(struct part *p, int len);

/* What WARN_ON() complains about is taken not to be. */
static void part_fill(struct part *p, int len)
{
	if (WARN_ON(!part_add(p, len)))
		kfree(p);
}

void fill_ok(struct part *p, int len)
{
	part_fill(p, len);
	p->len = len;
}

static void part_try(struct part *p, int len)
{
	if (!part_add(p, len))
		kfree(p);
}

void try_bad(struct part *p, int len)
{
	part_try(p, len);
// CHECK: assertion.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->len' used after it was freed [custody-use-after-free]
	p->len = len;
}
