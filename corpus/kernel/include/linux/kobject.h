/* SPDX-License-Identifier: MIT */
/*
 * Kernel objects: a name, a parent, and a reference count whose end frees them. A name is there
 * once under a parent. There is no sysfs here that would show them.
 */
#ifndef _KOBJECT_H_
#define _KOBJECT_H_

#include "custody.h"

#include <linux/gfp.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/rbtree_types.h>
#include <linux/types.h>
#include <stdarg.h>

struct kobject;

/* What an object of one type does at its end: free itself. */
struct kobj_type {
	void (*release)(struct kobject *kobj);
};

struct kobject {
	const char *name;
	struct list_head entry;
	struct kobject *parent;
	struct kset *kset;
	const struct kobj_type *ktype;
	struct kref kref;
	bool state_initialized;
	bool state_in_sysfs;
	/* private: */
	struct rb_node by_name;
} __refcounted(kobject_get, kobject_put);

/* Objects that belong together. Its own object has one reference of each member. */
struct kset {
	struct list_head list;
	spinlock_t list_lock;
	struct kobject kobj;
};

int kobject_set_name(struct kobject *kobj, const char *format, ...) __printf(2, 3);
int kobject_set_name_vargs(struct kobject *kobj, const char *format, va_list list) __printf(2, 0);
/* One reference afterwards; from then on only kobject_put() frees it, whatever fails. */
void kobject_init(struct kobject *kobj, const struct kobj_type *ktype);
int __must_check kobject_add(struct kobject *kobj, struct kobject *parent, const char *format, ...)
	__printf(3, 4);
int __must_check kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
				      struct kobject *parent, const char *format, ...)
	__printf(4, 5);
void kobject_del(struct kobject *kobj);
struct kobject *__must_check kobject_create_and_add(const char *name, struct kobject *parent);
struct kobject *kobject_get(struct kobject *kobj);
struct kobject *__must_check kobject_get_unless_zero(struct kobject *kobj);
void kobject_put(struct kobject *kobj);

static inline const char *kobject_name(const struct kobject *kobj)
{
	return kobj->name;
}

void kset_init(struct kset *kset);
int __must_check kset_register(struct kset *kset);
void kset_unregister(struct kset *kset);
struct kset *__must_check kset_create_and_add(const char *name, const void *uevent_ops,
					      struct kobject *parent);
/* A reference, or NULL. */
struct kobject *kset_find_obj(struct kset *kset, const char *name);

#endif
