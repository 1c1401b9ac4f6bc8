/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/regulator/consumer.h>
#include <linux/err.h>

int late_bad(struct device *dev)
{
	struct regulator *r = regulator_get(dev, "vdd");

	if (IS_ERR(r))
		return PTR_ERR(r);
	regulator_put(r);
// CHECK: regulator-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'r' used after it was put [custody-regulator-use-after-put]
	return regulator_enable(r);
}

int early_ok(struct device *dev)
{
	struct regulator *r = regulator_get(dev, "vdd");
	int ret;

	if (IS_ERR(r))
		return PTR_ERR(r);
	ret = regulator_enable(r);
	if (!ret)
		ret = regulator_disable(r);
	regulator_put(r);
	return ret;
}
