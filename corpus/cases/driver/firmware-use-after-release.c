/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/firmware.h>

int load_bad(struct device *dev)
{
	const struct firmware *fw;
	int ret = request_firmware(&fw, "tea.bin", dev);

	if (ret)
		return ret;
	release_firmware(fw);
// CHECK: firmware-use-after-release.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'fw->size' used after it was released [custody-firmware-use-after-release]
	return fw->size ? 0 : -EINVAL;
}

int load_ok(struct device *dev)
{
	const struct firmware *fw;
	int ret = request_firmware(&fw, "tea.bin", dev);

	if (ret)
		return ret;
	if (!fw->size)
		ret = -EINVAL;
	release_firmware(fw);
	return ret;
}
