/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pm_runtime.h>

int set_scale(struct device *dev, int val);

int write_bad(struct device *dev, int val)
{
	int ret;

	pm_runtime_get_sync(dev);
	if (val < 0)
// CHECK: pm-runtime-unbalanced.c:[[@LINE+1]]:{{[0-9]+}}: warning: the usage count of 'dev' is still held; other paths drop it [custody-pm-runtime-unbalanced]
		return -22;
	ret = val + 1;
	pm_runtime_put_sync(dev);
	return ret;
}

int write_ok(struct device *dev, int val)
{
	int ret = -22;

	pm_runtime_get_sync(dev);
	if (val >= 0)
		ret = val + 1;
	pm_runtime_put_sync(dev);
	return ret;
}

/* Held while it is open. */
int open_ok(struct device *dev, int busy)
{
	pm_runtime_get_sync(dev);
	if (busy) {
		pm_runtime_put_sync(dev);
		return -16;
	}
	return 0;
}
