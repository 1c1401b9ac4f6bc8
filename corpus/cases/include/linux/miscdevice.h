/* SPDX-License-Identifier: MIT */
#ifndef _CASES_MISCDEVICE_H
#define _CASES_MISCDEVICE_H
#include <linux/slab.h>
#include <linux/types.h>

struct file_operations;
struct miscdevice {
	int minor;
	const char *name;
	const struct file_operations *fops;
};
int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);

#endif
