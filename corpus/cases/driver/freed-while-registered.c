/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/miscdevice.h>

struct card {
	struct miscdevice misc;
};
int ready(void);

int card_bad(struct card *c)
{
	int ret = misc_register(&c->misc);

	if (!ret && !ready())
		ret = -EIO;
	if (ret)
// CHECK: freed-while-registered.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->misc' was registered and not unregistered, but kfree() frees what holds it [custody-freed-while-registered]
		kfree(c);
	return ret;
}

int card_ok(struct card *c)
{
	int ret = misc_register(&c->misc);

	if (!ret && !ready()) {
		misc_deregister(&c->misc);
		ret = -EIO;
	}
	if (ret)
		kfree(c);
	return ret;
}
