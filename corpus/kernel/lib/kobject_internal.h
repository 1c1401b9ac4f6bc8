/* SPDX-License-Identifier: MIT */
/* Kobjects inside of objects that are watched as a whole. */
#ifndef KERNEL_KOBJECT_INTERNAL_H
#define KERNEL_KOBJECT_INTERNAL_H

struct kobject;
struct kobj_type;

/* Like kobject_init(), but it is not watched. */
void kernel_kobject_init(struct kobject *kobj, const struct kobj_type *ktype);
/* With the name it has. */
int kernel_kobject_add(struct kobject *kobj, struct kobject *parent);

#endif
