/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/gpio/consumer.h>
#include <linux/err.h>

int value_bad(struct device *dev)
{
	struct gpio_desc *g = gpiod_get(dev, "reset", 0);

	if (IS_ERR(g))
		return PTR_ERR(g);
	gpiod_put(g);
// CHECK: gpio-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'g' used after it was put [custody-gpio-use-after-put]
	return gpiod_get_value(g);
}

int value_ok(struct device *dev)
{
	struct gpio_desc *g = gpiod_get(dev, "reset", 0);
	int value;

	if (IS_ERR(g))
		return PTR_ERR(g);
	value = gpiod_get_value(g);
	gpiod_put(g);
	return value;
}
