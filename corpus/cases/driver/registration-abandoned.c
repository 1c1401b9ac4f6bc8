/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/miscdevice.h>

#undef __init
#define __init __attribute__((__section__(".init.text")))

struct notifier_block {
	int (*call)(void);
};
int register_reboot_notifier(struct notifier_block *nb);
int unregister_reboot_notifier(struct notifier_block *nb);

static struct miscdevice kettle;
static struct notifier_block stop;

int __init init_bad(void)
{
	int ret;

	register_reboot_notifier(&stop);
	ret = misc_register(&kettle);
// CHECK: registration-abandoned.c:[[@LINE+1]]:{{[0-9]+}}: warning: init fails, but 'stop' stays registered, and the module's memory goes [custody-registration-abandoned]
	return ret;
}

int __init init_ok(void)
{
	int ret;

	register_reboot_notifier(&stop);
	ret = misc_register(&kettle);
	if (ret)
		unregister_reboot_notifier(&stop);
	return ret;
}

/* No start of a module: it can be called again. */
int later_ok(void)
{
	register_reboot_notifier(&stop);
	return misc_register(&kettle);
}

/* What was refused is not registered. */
int register_module_notifier(struct notifier_block *nb);

int __init refused_ok(void)
{
	int ret = register_module_notifier(&stop);

	if (ret)
		return ret;
	return 0;
}

int __init refused_bad(void)
{
	int ret = register_module_notifier(&stop);

	if (ret)
		return ret;
// CHECK: registration-abandoned.c:[[@LINE+1]]:{{[0-9]+}}: warning: init fails, but 'stop' stays registered, and the module's memory goes [custody-registration-abandoned]
	return misc_register(&kettle);
}
