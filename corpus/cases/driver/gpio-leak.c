/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/gpio/consumer.h>
#include <linux/err.h>

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
