/* SPDX-License-Identifier: MIT */
#ifndef _CASES_GPIO_CONSUMER_H
#define _CASES_GPIO_CONSUMER_H
#include <linux/types.h>

struct gpio_desc;
struct gpio_desc *gpiod_get(struct device *dev, const char *id, int flags);
void gpiod_put(struct gpio_desc *g);
int gpiod_get_value(const struct gpio_desc *g);

#endif
