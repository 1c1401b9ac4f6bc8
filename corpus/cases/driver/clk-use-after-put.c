/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/clk.h>
#include <linux/err.h>

int late_bad(struct device *dev)
{
	struct clk *clk = clk_get(dev, "bus");

	if (IS_ERR(clk))
		return PTR_ERR(clk);
	clk_put(clk);
// CHECK: clk-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'clk' used after it was put [custody-clk-use-after-put]
	return clk_prepare_enable(clk);
}

long early_ok(struct device *dev)
{
	struct clk *clk = clk_get(dev, "bus");
	long rate;

	if (IS_ERR(clk))
		return PTR_ERR(clk);
	rate = clk_get_rate(clk);
	clk_put(clk);
	return rate;
}
