/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pm_runtime.h>

int ready(void);

static int power_bad(struct platform_device *pdev)
{
	pm_runtime_enable(&pdev->dev);
	if (!ready())
// CHECK: pm-runtime-left-enabled.c:[[@LINE+1]]:{{[0-9]+}}: warning: probe() fails, but runtime PM of '&pdev->dev' is still enabled [custody-pm-runtime-left-enabled]
		return -EIO;
	return 0;
}

static int power_ok(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;

	pm_runtime_enable(dev);
	if (!ready()) {
		pm_runtime_disable(dev);
		return -EIO;
	}
	return 0;
}

/* Disables it too. */
static int force_ok(struct platform_device *pdev)
{
	pm_runtime_enable(&pdev->dev);
	if (!ready()) {
		pm_runtime_force_suspend(&pdev->dev);
		return -EIO;
	}
	return 0;
}

struct platform_driver drivers[] = { { .probe = power_bad }, { .probe = power_ok }, { .probe = force_ok } };
