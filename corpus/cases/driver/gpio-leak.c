/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/gpio/consumer.h>
#include <linux/err.h>
#include <linux/slab.h>

int ready(void);

int line_bad(struct device *dev)
{
	struct gpio_desc *g = gpiod_get(dev, "reset", 0);

	if (IS_ERR(g))
		return PTR_ERR(g);
	if (!ready())
// CHECK: gpio-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'g' is lost on this path; nothing puts it [custody-gpio-leak]
		return -EIO;
	gpiod_put(g);
	return 0;
}

int line_ok(struct device *dev)
{
	struct gpio_desc *g = gpiod_get(dev, "reset", 0);
	int value;

	if (IS_ERR(g))
		return PTR_ERR(g);
	value = gpiod_get_value(g);
	gpiod_put(g);
	return value;
}

/* What a helper stores in a member it knows to be there; what another one gives to code that is not seen stays what it was. */
struct gpio_desc *fwnode_gpiod_get_index(void *node, const char *name, int index, int flags, const char *label);
struct bus;
struct link {
	struct gpio_desc *gpio;
	struct bus *bus;
};
struct bus *bus_find(void);
int bus_attach(struct bus *bus, struct link *l);

static int link_parse(struct link *l)
{
	struct gpio_desc *gpio = fwnode_gpiod_get_index(NULL, "link", 0, 0, "?");

	if (IS_ERR(gpio))
		return -ENOMEM;
	l->gpio = gpio;
	return 0;
}

static int link_register(struct link *l)
{
	struct bus *bus = bus_find();
	int ret;

	ret = bus_attach(bus, l);
	return ret;
}

struct link *link_make_ok(void)
{
	struct link *l = kzalloc(sizeof(*l), GFP_KERNEL);
	int ret;

	if (!l)
		return NULL;
	ret = link_parse(l);
	if (ret)
		goto free;
	ret = link_register(l);
	if (ret < 0)
		goto put;
	return l;
put:
	if (l->gpio)
		gpiod_put(l->gpio);
free:
	kfree(l);
	return NULL;
}

void *seen_before(struct device *dev, struct gpio_desc **g);

/* What the variable holds after that call may be another one, or the same. */
struct gpio_desc *line_shared_ok(struct device *dev, int shared)
{
	struct gpio_desc *g = gpiod_get(dev, "reset", 0);

	if (IS_ERR(g))
		return g;
	if (shared) {
		if (seen_before(dev, &g))
			return g;
	}
	if (!ready()) {
		gpiod_put(g);
		return NULL;
	}
	return g;
}
