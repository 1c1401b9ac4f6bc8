/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/of.h>

int speed_bad(struct device_node *np, u32 *speed)
{
	struct device_node *port = of_parse_phandle(np, "port", 0);

	if (!port)
		return -ENODEV;
	if (of_property_read_u32(port, "speed", speed))
// CHECK: node-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'port' is lost on this path; nothing puts it [custody-node-leak]
		return -EINVAL;
	of_node_put(port);
	return 0;
}

int speed_ok(struct device_node *np, u32 *speed)
{
	struct device_node *port = of_parse_phandle(np, "port", 0);
	int ret;

	if (!port)
		return -ENODEV;
	ret = of_property_read_u32(port, "speed", speed);
	of_node_put(port);
	return ret;
}
