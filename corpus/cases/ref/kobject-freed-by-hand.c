/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/device.h>

struct entry {
	struct kobject kobj;
	int id;
};
extern const struct kobj_type entry_type;

int entry_bad(struct kobject *parent)
{
	struct entry *e = kzalloc(sizeof(*e), GFP_KERNEL);
	int ret;

	if (!e)
		return -ENOMEM;
	ret = kobject_init_and_add(&e->kobj, &entry_type, parent, "entry");
	if (ret)
// CHECK: kobject-freed-by-hand.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'e->kobj' is initialised: what holds it must go by kobject_put(), not by kfree() [custody-kobject-freed-by-hand]
		kfree(e);
	return ret;
}

int entry_ok(struct kobject *parent)
{
	struct entry *e = kzalloc(sizeof(*e), GFP_KERNEL);
	int ret;

	if (!e)
		return -ENOMEM;
	ret = kobject_init_and_add(&e->kobj, &entry_type, parent, "entry");
	if (ret)
		kobject_put(&e->kobj);
	return ret;
}
