/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/of.h>

int ready(void);

int check_bad(struct device_node *np)
{
	struct device_node *port = of_parse_phandle(np, "port", 0);
	int ret;

	if (!port)
		return -ENODEV;
	ret = ready();
	if (ret)
		of_node_put(port);
// CHECK: node-double-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: of_node_put() on 'port', whose reference was already put [custody-node-double-put]
	of_node_put(port);
	return ret;
}

int check_ok(struct device_node *np)
{
	struct device_node *port = of_parse_phandle(np, "port", 0);
	int ret;

	if (!port)
		return -ENODEV;
	ret = ready();
	of_node_put(port);
	return ret;
}

/* It came from elsewhere: whoever has it holds a reference too. */
int shared_ok(struct device_node *np)
{
	of_node_get(np);
	of_node_put(np);
	return np->name ? 0 : -EINVAL;
}
