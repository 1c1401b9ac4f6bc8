/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/miscdevice.h>
#include <linux/mmc/host.h>
#include <linux/printk.h>

int count(int n);

int add_bad(struct mmc_host *host)
{
// CHECK: registration-unasked.c:[[@LINE+1]]:{{[0-9]+}}: warning: mmc_add_host() may fail, and nothing asks for its result [custody-registration-unasked]
	mmc_add_host(host);
	return 0;
}

int add_ok(struct mmc_host *host)
{
	int ret = mmc_add_host(host);

	if (ret)
		mmc_free_host(host);
	return ret;
}

/* It is kept, and never looked at. */
void tell_bad(struct miscdevice *misc)
{
	int ret;

// CHECK: registration-unasked.c:[[@LINE+1]]:{{[0-9]+}}: warning: misc_register() may fail, and nothing asks for its result [custody-registration-unasked]
	ret = misc_register(misc);
}

int tell_ok(struct miscdevice *misc)
{
	return misc_register(misc);
}

/* Somebody else asks. */
int passed_ok(struct miscdevice *misc)
{
	return count(misc_register(misc));
}
