/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/clk.h>
#include <linux/err.h>

int ready(void);

int stop_bad(struct device *dev)
{
	struct clk *clk = clk_get(dev, "bus");
	int ret;

	if (IS_ERR(clk))
		return PTR_ERR(clk);
	ret = clk_prepare_enable(clk);
	if (!ret && !ready())
		ret = -EIO;
// CHECK: clk-put-while-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: clk_put() on 'clk', which is still enabled [custody-clk-put-while-enabled]
	clk_put(clk);
	return ret;
}

int stop_ok(struct device *dev)
{
	struct clk *clk = clk_get(dev, "bus");
	int ret;

	if (IS_ERR(clk))
		return PTR_ERR(clk);
	ret = clk_prepare_enable(clk);
	if (!ret) {
		ret = ready() ? 0 : -EIO;
		clk_disable_unprepare(clk);
	}
	clk_put(clk);
	return ret;
}
