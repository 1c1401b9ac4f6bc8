/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/miscdevice.h>

int ready(void);

void stop_bad(struct miscdevice *m)
{
	misc_deregister(m);
	if (!ready())
// CHECK: unregistered-twice.c:[[@LINE+1]]:{{[0-9]+}}: warning: misc_deregister() on 'm', which was already unregistered [custody-unregistered-twice]
		misc_deregister(m);
}

int again_ok(struct miscdevice *m)
{
	misc_deregister(m);
	return misc_register(m);
}
