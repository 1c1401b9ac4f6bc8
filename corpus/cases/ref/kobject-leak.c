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

struct kset {
	struct kobject kobj;
};
struct shelf {
	struct kset set;
	int cups;
};
extern struct shelf *kept;
extern const struct kobj_type shelf_type;
int shelf_fill(struct kobject *kobj);
int kset_register(struct kset *set);
void kset_unregister(struct kset *set);

/* The release of the type frees it, or whoever else holds it sees to that. */
int shelf_ok(void)
{
	struct shelf *s = kzalloc(sizeof(*s), GFP_KERNEL);
	struct kobject *kobj;
	int ret;

	if (!s)
		return -ENOMEM;
	kobj = &s->set.kobj;
	kobj->ktype = &shelf_type;
	ret = kset_register(&s->set);
	if (ret)
		goto free;
	s->cups = shelf_fill(kobj);
	if (!s->cups) {
		ret = -EINVAL;
		goto unregister;
	}
	return 0;
unregister:
	kset_unregister(&s->set);
	s = NULL;
free:
	kfree(s);
	return ret;
}

int shelf_bad(void)
{
	struct shelf *s = kzalloc(sizeof(*s), GFP_KERNEL);
	int ret;

	if (!s)
		return -ENOMEM;
	s->set.kobj.ktype = &shelf_type;
	ret = kset_register(&s->set);
	if (ret)
// CHECK: kobject-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's' is lost here; nothing frees it [custody-memory-leak]
		return ret;
	if (!ready()) {
		kset_unregister(&s->set);
		return -EINVAL;
	}
	kept = s;
	return 0;
}
