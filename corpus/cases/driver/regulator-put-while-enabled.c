/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/regulator/consumer.h>
#include <linux/err.h>

int once_bad(struct device *dev)
{
	struct regulator *r = regulator_get(dev, "vdd");
	int ret;

	if (IS_ERR(r))
		return PTR_ERR(r);
	ret = regulator_enable(r);
// CHECK: regulator-put-while-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: regulator_put() on 'r', which is still enabled [custody-regulator-put-while-enabled]
	regulator_put(r);
	return ret;
}

int once_ok(struct device *dev)
{
	struct regulator *r = regulator_get(dev, "vdd");
	int ret;

	if (IS_ERR(r))
		return PTR_ERR(r);
	ret = regulator_enable(r);
	if (!ret)
		regulator_disable(r);
	regulator_put(r);
	return ret;
}
