/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/of.h>

int setup_bad(struct device_node *np, u32 *reg)
{
	struct device_node *child = of_get_next_child(np, NULL);

	if (!child)
		return -ENODEV;
// CHECK: cursor-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'child' is lost on this path; the iterator got it, and nothing puts it [custody-cursor-leak]
	return of_property_read_u32(child, "reg", reg);
}

struct device_node *first_ok(struct device_node *np)
{
	return of_get_next_child(np, NULL);
}
