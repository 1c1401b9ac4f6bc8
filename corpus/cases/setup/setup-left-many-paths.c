/* SPDX-License-Identifier: MIT */
/* Of more paths than are followed, one on which something is left is not given up for one on which nothing is. */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>
#include <linux/err.h>

struct clk;
struct notifier_block {
	int (*notifier_call)(struct notifier_block *nb, unsigned long action, void *data);
};
struct many {
	struct device *dev;
	struct clk *a, *b, *c, *d, *e;
	struct notifier_block nb;
};
struct clk *devm_clk_get_optional(struct device *dev, const char *name);
int clk_notifier_register(struct clk *clk, struct notifier_block *nb);
int clk_notifier_unregister(struct clk *clk, struct notifier_block *nb);
int many_setup(struct many *m, int step);

int many_bad(struct many *m)
{
	int ret;

	m->a = devm_clk_get_optional(m->dev, "a");
	if (IS_ERR(m->a))
		return PTR_ERR(m->a);
	m->b = devm_clk_get_optional(m->dev, "b");
	if (IS_ERR(m->b))
		return PTR_ERR(m->b);
	m->c = devm_clk_get_optional(m->dev, "c");
	if (IS_ERR(m->c))
		return PTR_ERR(m->c);
	m->d = devm_clk_get_optional(m->dev, "d");
	if (IS_ERR(m->d))
		return PTR_ERR(m->d);
	m->e = devm_clk_get_optional(m->dev, "e");
	if (IS_ERR(m->e))
		return PTR_ERR(m->e);
	if (!clk_notifier_register(m->a, &m->nb))
		many_setup(m, 0);
	ret = many_setup(m, 1);
	if (ret < 0)
		goto unregister;
	ret = many_setup(m, 2);
	if (ret < 0)
// CHECK: setup-left-many-paths.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'm->nb' is left set up by clk_notifier_register(), though the function fails; other failing paths take it down [custody-setup-left]
		return ret;
	return 0;
unregister:
	clk_notifier_unregister(m->a, &m->nb);
	return ret;
}

int many_ok(struct many *m)
{
	int ret;

	m->a = devm_clk_get_optional(m->dev, "a");
	if (IS_ERR(m->a))
		return PTR_ERR(m->a);
	m->b = devm_clk_get_optional(m->dev, "b");
	if (IS_ERR(m->b))
		return PTR_ERR(m->b);
	m->c = devm_clk_get_optional(m->dev, "c");
	if (IS_ERR(m->c))
		return PTR_ERR(m->c);
	m->d = devm_clk_get_optional(m->dev, "d");
	if (IS_ERR(m->d))
		return PTR_ERR(m->d);
	m->e = devm_clk_get_optional(m->dev, "e");
	if (IS_ERR(m->e))
		return PTR_ERR(m->e);
	if (!clk_notifier_register(m->a, &m->nb))
		many_setup(m, 0);
	ret = many_setup(m, 1);
	if (ret < 0)
		goto unregister;
	ret = many_setup(m, 2);
	if (ret < 0)
		goto unregister;
	return 0;
unregister:
	clk_notifier_unregister(m->a, &m->nb);
	return ret;
}
