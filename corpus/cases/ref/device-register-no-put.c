/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>

int saucer_bad(void)
{
	struct platform_device *pdev = kzalloc(sizeof(*pdev), GFP_KERNEL);

	if (!pdev)
		return -ENOMEM;
// CHECK: device-register-no-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pdev' was initialised but refused, and nothing puts it [custody-device-register-no-put]
	return platform_device_register(pdev);
}

int saucer_ok(void)
{
	struct platform_device *pdev = kzalloc(sizeof(*pdev), GFP_KERNEL);
	int ret;

	if (!pdev)
		return -ENOMEM;
	ret = platform_device_register(pdev);
	if (ret)
		platform_device_put(pdev);
	return ret;
}

/* The caller's device: that nobody puts it is not seen. */
int FN_saucer_bad(struct platform_device *pdev)
{
	return platform_device_register(pdev);
}
