/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/idr.h>

int stop(void);
static struct ida cards;

int remove_bad(int id)
{
	int ret = stop();

	if (ret)
		ida_free(&cards, id);
// CHECK: id-double-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: ida_free() on 'id', which was freed [custody-id-double-free]
	ida_free(&cards, id);
	return ret;
}

int remove_ok(int id)
{
	int ret = stop();

	ida_free(&cards, id);
	return ret;
}
