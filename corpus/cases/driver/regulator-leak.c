/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/regulator/consumer.h>
#include <linux/err.h>

int ready(void);

int supply_bad(struct device *dev)
{
	struct regulator *r = regulator_get(dev, "vdd");

	if (IS_ERR(r))
		return PTR_ERR(r);
	if (!ready())
// CHECK: regulator-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'r' is lost on this path; nothing puts it [custody-regulator-leak]
		return -EIO;
	regulator_put(r);
	return 0;
}

int supply_ok(struct device *dev)
{
	struct regulator *r = regulator_get(dev, "vdd");
	int ret;

	if (IS_ERR(r))
		return PTR_ERR(r);
	ret = ready() ? 0 : -EIO;
	regulator_put(r);
	return ret;
}
