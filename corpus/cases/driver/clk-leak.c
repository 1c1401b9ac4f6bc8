/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/clk.h>
#include <linux/err.h>

int rate_bad(struct device *dev)
{
	struct clk *clk = clk_get(dev, "bus");

	if (IS_ERR(clk))
		return PTR_ERR(clk);
	if (clk_get_rate(clk) > 100)
// CHECK: clk-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'clk' is lost on this path; nothing puts it [custody-clk-leak]
		return -EINVAL;
	clk_put(clk);
	return 0;
}

int rate_ok(struct device *dev)
{
	struct clk *clk = clk_get(dev, "bus");
	int ret = 0;

	if (IS_ERR(clk))
		return PTR_ERR(clk);
	if (clk_get_rate(clk) > 100)
		ret = -EINVAL;
	clk_put(clk);
	return ret;
}

/* It is to run for good: nothing is lost while it does. */
int run_ok(struct device *dev)
{
	struct clk *clk = clk_get(dev, "bus");
	int error;

	if (IS_ERR(clk))
		return PTR_ERR(clk);
	error = clk_prepare_enable(clk);
	if (error)
		clk_put(clk);
	return error;
}

int run_bad(struct device *dev)
{
	struct clk *clk = clk_get(dev, "bus");
	int error;

	if (IS_ERR(clk))
		return PTR_ERR(clk);
	error = clk_prepare_enable(clk);
	if (error)
// CHECK: clk-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'clk' is lost on this path; nothing puts it [custody-clk-leak]
		return error;
	return 0;
}
