/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/of.h>

const char *name_bad(struct device_node *np)
{
	struct device_node *port = of_parse_phandle(np, "port", 0);

	if (!port)
		return NULL;
	of_node_put(port);
// CHECK: node-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'port->name' used after its reference was put [custody-node-use-after-put]
	return port->name;
}

int reg_ok(struct device_node *np, u32 *reg)
{
	struct device_node *port = of_parse_phandle(np, "port", 0);
	int ret;

	if (!port)
		return -ENODEV;
	ret = of_property_read_u32(port, "reg", reg);
	of_node_put(port);
	return ret;
}
