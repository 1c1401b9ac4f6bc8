/* SPDX-License-Identifier: MIT */
#ifndef _CASES_CLK_H
#define _CASES_CLK_H
#include <linux/types.h>

struct clk;
struct clk *clk_get(struct device *dev, const char *id);
struct clk *devm_clk_get(struct device *dev, const char *id);
void clk_put(struct clk *clk);
int clk_prepare_enable(struct clk *clk);
void clk_disable_unprepare(struct clk *clk);
unsigned long clk_get_rate(struct clk *clk);

#endif
