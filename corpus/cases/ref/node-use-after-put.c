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

struct fwnode_handle *fwnode_graph_get_port_parent(const struct fwnode_handle *fwnode);
void fwnode_handle_put(struct fwnode_handle *fwnode);
int device_match_fwnode(struct device *dev, const void *fwnode);
int fwnode_count_parents(const struct fwnode_handle *fwnode);

/* It is only compared. */
int matches_ok(struct device *dev, const struct fwnode_handle *endpoint)
{
	struct fwnode_handle *parent = fwnode_graph_get_port_parent(endpoint);

	fwnode_handle_put(parent);
	return device_match_fwnode(dev, parent);
}

int counted_bad(struct device *dev, const struct fwnode_handle *endpoint)
{
	struct fwnode_handle *parent = fwnode_graph_get_port_parent(endpoint);

	fwnode_handle_put(parent);
// CHECK: node-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'parent' used after its reference was put [custody-node-use-after-put]
	return fwnode_count_parents(parent);
}
