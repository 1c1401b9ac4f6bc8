/* SPDX-License-Identifier: MIT */
#ifndef _CASES_REGULATOR_CONSUMER_H
#define _CASES_REGULATOR_CONSUMER_H
#include <linux/types.h>

struct regulator;
struct regulator *regulator_get(struct device *dev, const char *id);
void regulator_put(struct regulator *r);
int regulator_enable(struct regulator *r);
int regulator_disable(struct regulator *r);

#endif
