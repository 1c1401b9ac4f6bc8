/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/miscdevice.h>

struct module;
extern struct module __this_module;
struct file_operations {
	struct module *owner;
	int (*open)(void);
};
struct cdev;
void cdev_init(struct cdev *cdev, const struct file_operations *fops);

static int open_bad(void)
{
	return 0;
}
static int open_ok(void)
{
	return 0;
}

// CHECK: fops-without-owner.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'pot_bad' has no 'owner': an open file does not keep the module from being unloaded [custody-fops-without-owner]
static const struct file_operations pot_bad = {
	.open = open_bad,
};
static const struct file_operations pot_ok = {
	.owner = &__this_module,
	.open = open_ok,
};
/* Not of a character device. */
static const struct file_operations debug_ok = {
	.open = open_ok,
};
// CHECK: fops-without-owner.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cup_bad' has no 'owner'
static const struct file_operations cup_bad = {
	.open = open_bad,
};

struct miscdevice pots[] = {
	{ .fops = &pot_bad },
	{ .fops = &pot_ok },
};
const struct file_operations *debug = &debug_ok;

void cup_init(struct cdev *cdev)
{
	cdev_init(cdev, &cup_bad);
}
