/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/miscdevice.h>

struct module;
extern struct module __this_module;
struct file_operations {
	struct module *owner;
	int (*open)(void);
};
struct cdev {
	struct module *owner;
	const struct file_operations *ops;
};
void cdev_init(struct cdev *cdev, const struct file_operations *fops);

static int open_beside(void)
{
	return 0;
}

/* An open file of this one keeps the module that the device names. */
static const struct file_operations pot_ok = {
	.open = open_beside,
};

void pot_ok_init(struct cdev *cdev)
{
	cdev_init(cdev, &pot_ok);
	cdev->owner = &__this_module;
}

/* Another kind of device names none. */
// CHECK: fops-owner-beside.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'misc_bad' has no 'owner'
static const struct file_operations misc_bad = {
	.open = open_beside,
};

struct miscdevice misc = { .fops = &misc_bad };
