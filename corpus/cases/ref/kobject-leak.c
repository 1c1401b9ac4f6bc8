/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>

int ready(void);
extern struct kobject *folder;

int folder_bad(void)
{
	struct kobject *k = kobject_create_and_add("tea", NULL);

	if (!k)
		return -ENOMEM;
	if (!ready())
// CHECK: kobject-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'k' is lost on this path; nothing puts it [custody-kobject-leak]
		return -EINVAL;
	folder = k;
	return 0;
}

int folder_ok(void)
{
	struct kobject *k = kobject_create_and_add("tea", NULL);

	if (!k)
		return -ENOMEM;
	if (!ready()) {
		kobject_put(k);
		return -EINVAL;
	}
	folder = k;
	return 0;
}
