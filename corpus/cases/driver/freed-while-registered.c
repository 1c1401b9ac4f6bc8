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

/* What is done on a condition is undone on it: a function that was asked before answers the same. */
int has_buttons(int kind);
int start(struct card *c);

int card_asked_ok(struct card *c, int kind)
{
	int ret = -EIO;

	if (has_buttons(kind) & 2) {
		ret = misc_register(&c->misc);
		if (ret)
			goto free;
	}
	ret = start(c);
	if (!ret)
		return 0;
	if (has_buttons(kind) & 2)
		misc_deregister(&c->misc);
free:
	kfree(c);
	return ret;
}

int card_asked_bad(struct card *c, int kind)
{
	int ret;

	if (!(has_buttons(kind) & 2))
		return 0;
	ret = misc_register(&c->misc);
	if (!ret && has_buttons(kind) & 4)
		ret = start(c);
	if (ret)
// CHECK: freed-while-registered.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->misc' was registered and not unregistered, but kfree() frees what holds it [custody-freed-while-registered]
		kfree(c);
	return ret;
}
