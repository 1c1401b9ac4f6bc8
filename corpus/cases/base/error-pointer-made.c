/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What ERR_PTR() makes is no object, whatever number it is made of. */
#include <linux/err.h>
#include <linux/slab.h>

static const struct {
	int number;
	const char *text;
} codes[] = { { 22, "EINVAL" }, { 13, "EACCES" } };
int ask(void *what);

static void *reply_get(int type)
{
	void *reply = kzalloc(64, GFP_KERNEL);
	int i;

	if (!reply)
		return ERR_PTR(-ENOMEM);
	i = ask(reply);
	if (i >= 0 && i < 2) {
		kfree(reply);
		return ERR_PTR(-codes[0].number);
	}
	return reply;
}

static int reply_error(void *reply)
{
	if (IS_ERR(reply))
		return PTR_ERR(reply);
	kfree(reply);
	return 0;
}

int reset_ok(void)
{
	int ret = reply_error(reply_get(1));

	if (ret)
		return ret;
	return reply_error(reply_get(2));
}

int reset_bad(void)
{
	char *reply = reply_get(1);

	if (IS_ERR(reply))
		return PTR_ERR(reply);
	kfree(reply);
// CHECK: error-pointer-made.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'reply' used after it was freed [custody-use-after-free]
	return reply_error(reply);
}
