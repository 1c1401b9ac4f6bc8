/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>

struct attribute {
	const char *name;
};

struct of_driver {
	const struct of_device_id *match;
	struct attribute **attrs;
};

static int match_bad(const struct of_device_id *id)
{
	return id->name[0] || id->compatible[0];
}

// CHECK: table-without-end.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'kettles_bad' has no empty element at its end; whoever looks it through reads on behind it [custody-table-without-end]
static const struct of_device_id kettles_bad[] = {
	{ .compatible = "tea,kettle" },
	{ .compatible = "tea,samovar", .data = kettles_bad },
};

static const struct of_device_id kettles_ok[] = {
	{ .compatible = "tea,kettle" },
	{ }
};

/* Longer than what is written: the rest is empty. */
static const struct of_device_id few_ok[4] = {
	{ .compatible = "tea,kettle" },
};

/* The size leaves no room for it. */
// CHECK: table-without-end.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'full_bad' has no empty element at its end; whoever looks it through reads on behind it [custody-table-without-end]
static const struct of_device_id full_bad[2] = {
	{ .compatible = "tea,pot" },
	{ .compatible = "tea,cup" },
};

/* Walked by its size. */
static const struct of_device_id counted_ok[] = {
	{ .compatible = "tea,kettle" },
};

static struct attribute hot = { "hot" };
// CHECK: table-without-end.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'attrs_bad' has no empty element at its end; whoever looks it through reads on behind it [custody-table-without-end]
static struct attribute *attrs_bad[] = {
	&hot,
};
static struct attribute *attrs_ok[] = {
	&hot,
	0,
};

/* Written where it is used: it has no name. */
struct of_driver nameless[] = {
// CHECK: table-without-end.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'struct of_device_id[]' has no empty element at its end; whoever looks it through reads on behind it [custody-table-without-end]
	{ (const struct of_device_id[]){ { .compatible = "tea,pot" } }, attrs_ok },
	{ (const struct of_device_id[]){ { .compatible = "tea,pot" }, { } }, attrs_ok },
	{ kettles_ok, (struct attribute *[]){ &hot, 0 } },
};

struct of_driver drivers[] = {
	{ kettles_bad, attrs_bad },
	{ kettles_ok, attrs_ok },
	{ few_ok, attrs_ok },
	{ full_bad, attrs_ok },
};

int walk_ok(void)
{
	int n = 0;

	for (unsigned i = 0; i < sizeof(counted_ok) / sizeof(counted_ok[0]); i++)
		n += match_bad(&counted_ok[i]);
	return n;
}
