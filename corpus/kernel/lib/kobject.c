// SPDX-License-Identifier: MIT
/* Kernel objects. All that are added stand in one tree, by parent and name: what sysfs is in the
 * kernel, as far as names go. */
#include "checked.h"
#include "custody.h"
#include "kobject_internal.h"

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/rbtree.h>
#include <linux/slab.h>
#include <linux/string.h>

static DEFINE_SPINLOCK(names_lock);
static struct rb_root names = RB_ROOT;

static const struct checked_kind kobject_kind = {
	.what = "initialised kobject", .freed = "kobject-freed-by-hand", .left = "kobject-leak"};

int kobject_set_name_vargs(struct kobject *kobj, const char *format, va_list list)
{
	char *name = kvasprintf(GFP_KERNEL, format, list);

	if (!name)
		return -ENOMEM;
	kfree(kobj->name);
	kobj->name = name;
	return 0;
}

int kobject_set_name(struct kobject *kobj, const char *format, ...)
{
	va_list list;
	int error;

	va_start(list, format);
	error = kobject_set_name_vargs(kobj, format, list);
	va_end(list);
	return error;
}

void kernel_kobject_init(struct kobject *kobj, const struct kobj_type *ktype)
{
	kref_init(&kobj->kref);
	INIT_LIST_HEAD(&kobj->entry);
	kobj->state_initialized = true;
	kobj->state_in_sysfs = false;
	kobj->ktype = ktype;
}

void kobject_init(struct kobject *kobj, const struct kobj_type *ktype)
{
	WARN(!ktype || !ktype->release, "a kobject without a release function\n");
	checked_that(!KERNEL_CHECKED || !checked_has(&kobject_kind, kobj), "registered-twice",
		     "a kobject is initialised that is in use");
	kernel_kobject_init(kobj, ktype);
	checked_enter(&kobject_kind, kobj);
}

/* --- names -------------------------------------------------------------------------------- */

static int compare(const struct kobject *a, const struct kobject *b)
{
	if (a->parent != b->parent)
		return a->parent < b->parent ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int insert_name(struct kobject *kobj)
{
	struct rb_node **link = &names.rb_node, *parent = NULL;
	int error = 0, order;

	spin_lock(&names_lock);
	while (*link) {
		parent = *link;
		order = compare(kobj, rb_entry(parent, struct kobject, by_name));
		if (!order) {
			error = -EEXIST;
			goto out;
		}
		link = order < 0 ? &parent->rb_left : &parent->rb_right;
	}
	rb_link_node(&kobj->by_name, parent, link);
	rb_insert_color(&kobj->by_name, &names);
out:
	spin_unlock(&names_lock);
	return error;
}

static void erase_name(struct kobject *kobj)
{
	spin_lock(&names_lock);
	rb_erase(&kobj->by_name, &names);
	spin_unlock(&names_lock);
}

/* --- adding and going --------------------------------------------------------------------- */

static void join_kset(struct kobject *kobj)
{
	if (!kobj->kset)
		return;
	kobject_get(&kobj->kset->kobj);
	spin_lock(&kobj->kset->list_lock);
	list_add_tail(&kobj->entry, &kobj->kset->list);
	spin_unlock(&kobj->kset->list_lock);
}

static void leave_kset(struct kobject *kobj)
{
	if (!kobj->kset)
		return;
	spin_lock(&kobj->kset->list_lock);
	list_del_init(&kobj->entry);
	spin_unlock(&kobj->kset->list_lock);
	kobject_put(&kobj->kset->kobj);
	kobj->kset = NULL;
}

int kernel_kobject_add(struct kobject *kobj, struct kobject *parent)
{
	int error;

	if (WARN(!kobj->state_initialized, "a kobject is added that was not initialised\n"))
		return -EINVAL;
	checked_that(!kobj->state_in_sysfs, "registered-twice", "%s is added twice", kobj->name);
	if (WARN(!kobj->name || !kobj->name[0], "a kobject is added that has no name\n"))
		return -EINVAL;
	if (!parent && kobj->kset)
		parent = &kobj->kset->kobj;
	kobj->parent = kobject_get(parent);
	error = insert_name(kobj);
	if (error) {
		pr_err("%s is there already\n", kobj->name);
		kobject_put(parent);
		kobj->parent = NULL;
		return error;
	}
	join_kset(kobj);
	WRITE_ONCE(kobj->state_in_sysfs, true);
	return 0;
}

int kobject_add(struct kobject *kobj, struct kobject *parent, const char *format, ...)
{
	va_list list;
	int error;

	va_start(list, format);
	error = kobject_set_name_vargs(kobj, format, list);
	va_end(list);
	return error ? error : kernel_kobject_add(kobj, parent);
}

int kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype,
			 struct kobject *parent, const char *format, ...)
{
	va_list list;
	int error;

	kobject_init(kobj, ktype);
	va_start(list, format);
	error = kobject_set_name_vargs(kobj, format, list);
	va_end(list);
	return error ? error : kernel_kobject_add(kobj, parent);
}

void kobject_del(struct kobject *kobj)
{
	struct kobject *parent;

	if (!kobj || !kobj->state_in_sysfs)
		return;
	parent = kobj->parent;
	erase_name(kobj);
	WRITE_ONCE(kobj->state_in_sysfs, false);
	leave_kset(kobj);
	kobj->parent = NULL;
	kobject_put(parent);
}

struct kobject *kobject_get(struct kobject *kobj)
{
	if (kobj)
		kref_get(&kobj->kref);
	return kobj;
}

struct kobject *kobject_get_unless_zero(struct kobject *kobj)
{
	return kobj && kref_get_unless_zero(&kobj->kref) ? kobj : NULL;
}

static void kobject_release(
	struct kref *ref)
{
	struct kobject *kobj = container_of(ref, struct kobject, kref);
	const char *name = kobj->name;

	kobject_del(kobj);
	checked_leave(&kobject_kind, kobj);
	kobj->ktype->release(kobj);
	kfree(name);
}

void kobject_put(struct kobject *kobj)
{
	if (!kobj)
		return;
	WARN(!kobj->state_initialized, "a kobject is put that was not initialised\n");
	kref_put(&kobj->kref, kobject_release);
}

static void free_kobject(struct kobject *kobj)
{
	kfree(kobj);
}

static const struct kobj_type dynamic_ktype = {.release = free_kobject};

struct kobject *kobject_create_and_add(const char *name, struct kobject *parent)
{
	struct kobject *kobj = kzalloc(sizeof(*kobj), GFP_KERNEL);

	if (!kobj)
		return NULL;
	if (kobject_init_and_add(kobj, &dynamic_ktype, parent, "%s", name)) {
		kobject_put(kobj);
		return NULL;
	}
	return kobj;
}

/* --- sets --------------------------------------------------------------------------------- */

void kset_init(struct kset *kset)
{
	/* the caller has set kobj.ktype */
	kobject_init(&kset->kobj, kset->kobj.ktype);
	INIT_LIST_HEAD(&kset->list);
	spin_lock_init(&kset->list_lock);
}

int kset_register(struct kset *kset)
{
	int error;

	kset_init(kset);
	error = kernel_kobject_add(&kset->kobj, NULL);
	if (error) {
		kfree(kset->kobj.name);
		kset->kobj.name = NULL;
	}
	__trusted_block("where it fails the memory is the caller's, who frees it")
	{
		return error;
	}
}

void kset_unregister(struct kset *kset)
{
	if (!kset)
		return;
	kobject_del(&kset->kobj);
	kobject_put(&kset->kobj);
}

static void free_kset(struct kobject *kobj)
{
	kfree(container_of(kobj, struct kset, kobj));
}

static const struct kobj_type kset_ktype = {.release = free_kset};

struct kset *kset_create_and_add(const char *name, const void *uevent_ops, struct kobject *parent)
{
	struct kset *kset = kzalloc(sizeof(*kset), GFP_KERNEL);

	if (!kset)
		return NULL;
	kset->kobj.ktype = &kset_ktype;
	kset_init(kset);
	if (kobject_set_name(&kset->kobj, "%s", name) || kernel_kobject_add(&kset->kobj, parent)) {
		kobject_put(&kset->kobj);
		return NULL;
	}
	return kset;
}

struct kobject *kset_find_obj(struct kset *kset, const char *name)
{
	struct kobject *kobj, *found = NULL;

	spin_lock(&kset->list_lock);
	list_for_each_entry(kobj, &kset->list, entry) {
		if (!strcmp(kobj->name, name)) {
			found = kobject_get_unless_zero(kobj);
			break;
		}
	}
	spin_unlock(&kset->list_lock);
	return found;
}
