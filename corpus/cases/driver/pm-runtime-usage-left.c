/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/pm_runtime.h>

int ready(void);

static int count_bad(struct platform_device *pdev)
{
	int ret = pm_runtime_get_sync(&pdev->dev);

	if (ret < 0)
// CHECK: pm-runtime-usage-left.c:[[@LINE+1]]:{{[0-9]+}}: warning: probe() fails, but the usage count of '&pdev->dev' is still held [custody-pm-runtime-usage-left]
		return ret;
	pm_runtime_put_sync(&pdev->dev);
	return 0;
}

static int count_ok(struct platform_device *pdev)
{
	int ret = pm_runtime_resume_and_get(&pdev->dev);

	if (ret < 0)
		return ret;
	if (!ready())
		ret = -EIO;
	pm_runtime_put_sync(&pdev->dev);
	return ret;
}

struct platform_driver drivers[] = { { .probe = count_bad }, { .probe = count_ok } };
