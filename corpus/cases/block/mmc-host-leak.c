/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/mmc/host.h>

int hw_init(void *hw);
int clock_enable(struct device *dev);

int probe_bad(struct device *dev)
{
	struct mmc_host *mmc = mmc_alloc_host(64, dev);
	int ret;

	if (!mmc)
		return -ENOMEM;
	ret = clock_enable(dev);
	if (ret)
// CHECK: mmc-host-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'mmc' is lost on this path; nothing frees it [custody-mmc-host-leak]
		return ret;
	ret = mmc_add_host(mmc);
	if (ret)
		mmc_free_host(mmc);
	return ret;
}

int probe_ok(struct device *dev)
{
	struct mmc_host *mmc = mmc_alloc_host(64, dev);
	int ret;

	if (!mmc)
		return -ENOMEM;
	ret = hw_init(mmc_priv(mmc));
	if (!ret)
		ret = mmc_add_host(mmc);
	if (ret)
		mmc_free_host(mmc);
	return ret;
}
