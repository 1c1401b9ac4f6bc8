/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
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

/* The device has a copy of what the record leads to. */
int platform_device_add_data(struct platform_device *pdev, const void *data, unsigned long size);

struct port_data {
	struct device_node *phy;
	int speed;
};

int add_data_ok(struct platform_device *pdev, struct device_node *np)
{
	struct port_data data = { .phy = of_parse_phandle(np, "phy", 0) };
	int ret = platform_device_add_data(pdev, &data, sizeof(data));

	if (ret)
		of_node_put(data.phy);
	return ret;
}

int add_data_bad(struct platform_device *pdev, struct device_node *np)
{
	struct port_data data = { .phy = of_parse_phandle(np, "phy", 0) };

// CHECK: node-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} is lost on this path; nothing puts it [custody-node-leak]
	return platform_device_add_data(pdev, &data, sizeof(data));
}

/* What is kept in the caller's record is the caller's, but only if the function did not fail. */
struct route {
	struct device_node *master;
};
void *route_alloc(void);
void route_free(void *map);
int route_find(void *map);

int route_bad(struct route *route, struct device_node *np)
{
	void *map;

	route->master = of_parse_phandle(np, "masters", 0);
	if (!route->master)
		return -ENODEV;
	map = route_alloc();
	if (!map) {
		of_node_put(route->master);
		return -ENOMEM;
	}
	if (route_find(map)) {
		route_free(map);
// CHECK: node-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} is lost on this path; nothing puts it [custody-node-leak]
		return -ENOMEM;
	}
	return 0;
}

int route_ok(struct route *route, struct device_node *np)
{
	void *map;

	route->master = of_parse_phandle(np, "masters", 0);
	if (!route->master)
		return -ENODEV;
	map = route_alloc();
	if (!map) {
		of_node_put(route->master);
		return -ENOMEM;
	}
	return 0;
}

/* Putting what was looked up here is not the release of what holds the node. */
struct platform_device *of_find_device_by_node(struct device_node *np);

int route_device_bad(struct route *route, struct device_node *np)
{
	struct platform_device *pdev = of_find_device_by_node(np);
	void *map;

	if (!pdev)
		return -ENODEV;
	route->master = of_parse_phandle(np, "masters", 0);
	if (!route->master) {
		put_device(&pdev->dev);
		return -ENODEV;
	}
	map = route_alloc();
	if (!map) {
		of_node_put(route->master);
		put_device(&pdev->dev);
		return -ENOMEM;
	}
	if (route_find(map)) {
		route_free(map);
		put_device(&pdev->dev);
// CHECK: node-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} is lost on this path; nothing puts it [custody-node-leak]
		return -ENOMEM;
	}
	put_device(&pdev->dev);
	return 0;
}
