/* SPDX-License-Identifier: MIT */
#ifndef _CASES_OF_H
#define _CASES_OF_H
#include <linux/types.h>

struct fwnode_handle {
	const void *ops;
};
struct device_node {
	const char *name;
	struct device_node *parent;
	struct fwnode_handle fwnode;
};
struct device_node *of_node_get(struct device_node *np);
void of_node_put(struct device_node *np);
struct device_node *of_parse_phandle(const struct device_node *np, const char *name, int index);
struct device_node *of_get_next_child(const struct device_node *parent, struct device_node *prev);
int of_property_read_u32(const struct device_node *np, const char *name, u32 *out);
void __iomem *of_iomap(struct device_node *np, int index);
#define for_each_child_of_node(parent, child) \
	for (child = of_get_next_child(parent, NULL); child; child = of_get_next_child(parent, child))

#endif
