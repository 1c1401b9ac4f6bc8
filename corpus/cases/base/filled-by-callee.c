/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/of.h>
#include <linux/slab.h>

/* The contracts of these say nothing of the last parameter: what it points to is the callee's to fill. */
int of_property_read_u32(const struct device_node *np, const char *name, u32 *out);
int of_property_read_string(const struct device_node *np, const char *name, const char **out);

int number_bad(struct device_node *np)
{
	char *name = kmalloc(8, GFP_KERNEL);
	u32 n = 0;

	if (!name)
		return -ENOMEM;
	of_property_read_u32(np, "reg", &n);
	if (n)
		kfree(name);
// CHECK: filled-by-callee.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'name' freed twice: it was already freed when kfree() frees it [custody-double-free]
	kfree(name);
	return 0;
}

int string_bad(struct device_node *np)
{
	char *name = kmalloc(8, GFP_KERNEL);
	const char *label = NULL;

	if (!name)
		return -ENOMEM;
	of_property_read_string(np, "label", &label);
	if (label)
		kfree(name);
// CHECK: filled-by-callee.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'name' freed twice: it was already freed when kfree() frees it [custody-double-free]
	kfree(name);
	return 0;
}

int number_ok(struct device_node *np)
{
	char *name = kmalloc(8, GFP_KERNEL);
	u32 n = 0;

	if (!name)
		return -ENOMEM;
	if (!n)
		n = 8;
	kfree(name);
	return of_property_read_u32(np, "reg", &n);
}
