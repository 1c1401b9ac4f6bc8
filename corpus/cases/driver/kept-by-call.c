/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What a call keeps, or ends where it fails, is not lost. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>

struct power_supply_desc {
	const char *name;
};
struct power_supply;
struct kunit;
struct power_supply *power_supply_register(struct device *dev, const struct power_supply_desc *desc,
					   const void *cfg);
int kunit_add_action_or_reset(struct kunit *test, void (*action)(void *data), void *data);

struct gauge {
	struct power_supply *supply;
};

int gauge_ok(struct device *dev, struct gauge *g)
{
	struct power_supply_desc *desc = kzalloc(sizeof(*desc), GFP_KERNEL);

	if (!desc)
		return -ENOMEM;
	g->supply = power_supply_register(dev, desc, NULL);
	if (IS_ERR(g->supply)) {
		kfree(desc);
		return PTR_ERR(g->supply);
	}
	return 0;
}

int gauge_bad(struct device *dev, struct gauge *g)
{
	struct power_supply_desc *desc = kzalloc(sizeof(*desc), GFP_KERNEL);

	if (!desc)
		return -ENOMEM;
	g->supply = power_supply_register(dev, desc, NULL);
	if (IS_ERR(g->supply))
// CHECK: kept-by-call.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'desc' is lost here; nothing frees it [custody-memory-leak]
		return PTR_ERR(g->supply);
	return 0;
}

static void free_it(void *data)
{
	kfree(data);
}

int test_ok(struct kunit *test, void **p)
{
	void *buf = kmalloc(16, GFP_KERNEL);
	int ret;

	if (!buf)
		return -ENOMEM;
	ret = kunit_add_action_or_reset(test, free_it, buf);
	if (ret)
		return ret;
	*p = buf;
	return 0;
}
