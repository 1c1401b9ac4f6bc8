/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
struct fwnode_handle;
struct device_node;
struct v4l2_subdev {
	struct fwnode_handle *fwnode;
};
struct device {
	struct device_node *of_node;
};
struct sensor {
	struct v4l2_subdev sd;
	struct device *dev;
};
void v4l2_async_unregister_subdev(struct v4l2_subdev *sd);
void fwnode_handle_put(struct fwnode_handle *fwnode);
struct device_node *of_node_get(struct device_node *np);
void of_node_put(struct device_node *np);

void uninit_bad(struct sensor *s)
{
	v4l2_async_unregister_subdev(&s->sd);
// CHECK: put-of-borrowed.c:[[@LINE+1]]:{{[0-9]+}}: warning: fwnode_handle_put() on 's->sd.fwnode': no code of this file got that reference or stored it there [custody-put-of-borrowed]
	fwnode_handle_put(s->sd.fwnode);
}

void uninit_ok(struct sensor *s)
{
	v4l2_async_unregister_subdev(&s->sd);
}

int parse_ok(struct sensor *s)
{
	struct device_node *np = of_node_get(s->dev->of_node);

	if (!np)
		return -19;
	of_node_put(s->dev->of_node);
	return 0;
}
