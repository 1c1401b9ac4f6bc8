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

/* The macros of include/linux/of.h are such loops. */
#define each_child(np, child) \
	for (child = of_get_next_child(np, NULL); child; child = of_get_next_child(np, child))

int loop_bad(struct device_node *np, u32 *reg)
{
	struct device_node *child;

	each_child (np, child) {
		if (of_property_read_u32(child, "reg", reg))
// CHECK: cursor-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'child' is lost on this path; the iterator got it, and nothing puts it [custody-cursor-leak]
			return -EINVAL;
	}
	return 0;
}

int left_bad(struct device_node *np, u32 *reg)
{
	struct device_node *child;
	int ret = 0;

	each_child (np, child) {
		ret = of_property_read_u32(child, "reg", reg);
		if (ret)
			break;
	}
// CHECK: cursor-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'child' is lost on this path; the iterator got it, and nothing puts it [custody-cursor-leak]
	return ret;
}

int loop_ok(struct device_node *np, u32 *reg)
{
	struct device_node *child;

	each_child (np, child) {
		if (of_property_read_u32(child, "reg", reg)) {
			of_node_put(child);
			return -EINVAL;
		}
	}
	return 0;
}

/* It takes NULL, as after the last one. */
int left_ok(struct device_node *np, u32 *reg)
{
	struct device_node *child;
	int ret = 0;

	each_child (np, child) {
		ret = of_property_read_u32(child, "reg", reg);
		if (ret)
			break;
	}
	of_node_put(child);
	return ret;
}

struct fwnode_handle *device_get_next_child_node(struct device *dev, struct fwnode_handle *prev);
bool is_of_node(const struct fwnode_handle *fwnode);
#define to_of_node(f) (is_of_node(f) ? container_of(f, struct device_node, fwnode) : NULL)

int first_phy_ok(struct device *dev, u32 *reg)
{
	struct fwnode_handle *f;

	for (f = device_get_next_child_node(dev, NULL); f; f = device_get_next_child_node(dev, f)) {
		struct device_node *np = to_of_node(f);

		if (!np)
			break;
		if (!of_property_read_u32(np, "reg", reg)) {
			of_node_put(np);
			break;
		}
	}
	return 0;
}

int first_phy_bad(struct device *dev, u32 *reg)
{
	struct fwnode_handle *f;

	for (f = device_get_next_child_node(dev, NULL); f; f = device_get_next_child_node(dev, f)) {
		struct device_node *np = to_of_node(f);

		if (!np)
			break;
		if (!of_property_read_u32(np, "reg", reg))
			break;
	}
// CHECK: cursor-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'f' is lost on this path; the iterator got it, and nothing puts it [custody-cursor-leak]
	return 0;
}

/* Registering a LED reads the node, and keeps no reference. */
struct led_classdev;
struct led_init_data {
	struct fwnode_handle *fwnode;
};
struct gpio_desc;
int devm_led_classdev_register_ext(struct device *dev, struct led_classdev *led, struct led_init_data *init);
struct gpio_desc *devm_fwnode_gpiod_get_index(struct device *dev, struct fwnode_handle *child, const char *id,
					      int index, int flags, const char *label);
void fwnode_handle_put(struct fwnode_handle *f);
#define IS_ERR(p) ((unsigned long)(p) >= (unsigned long)-4095)

static int led_register(struct device *dev, struct fwnode_handle *f, struct led_classdev *led)
{
	struct led_init_data init = { 0 };

	if (IS_ERR(devm_fwnode_gpiod_get_index(dev, f, "cmd", 0, 0, "led")))
		return -ENODEV;
	init.fwnode = f;
	return devm_led_classdev_register_ext(dev, led, &init);
}

int leds_bad(struct device *dev, struct led_classdev *led)
{
	struct fwnode_handle *f;
	int ret;

	for (f = device_get_next_child_node(dev, NULL); f; f = device_get_next_child_node(dev, f)) {
		ret = led_register(dev, f, led);
		if (ret)
// CHECK: cursor-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'f' is lost on this path; the iterator got it, and nothing puts it [custody-cursor-leak]
			return ret;
	}
	return 0;
}

int leds_ok(struct device *dev, struct led_classdev *led)
{
	struct fwnode_handle *f;
	int ret;

	for (f = device_get_next_child_node(dev, NULL); f; f = device_get_next_child_node(dev, f)) {
		ret = led_register(dev, f, led);
		if (ret) {
			fwnode_handle_put(f);
			return ret;
		}
	}
	return 0;
}

/* What has no node has no parent. */
struct device_node *of_get_parent(const struct device_node *node);

int parent_ok(struct device_node *np)
{
	struct device_node *parent = of_get_parent(np);

	if (!np || !parent)
		return -ENODEV;
	of_node_put(parent);
	return 0;
}
