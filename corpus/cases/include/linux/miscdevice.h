/* SPDX-License-Identifier: MIT */
#ifndef _CASES_MISCDEVICE_H
#define _CASES_MISCDEVICE_H
#include <linux/slab.h>
#include <linux/types.h>

struct miscdevice {
	int minor;
	const char *name;
};
int misc_register(struct miscdevice *misc);
void misc_deregister(struct miscdevice *misc);

#endif
