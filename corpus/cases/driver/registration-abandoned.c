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
// CHECK: registration-abandoned.c:[[@LINE+1]]:{{[0-9]+}}: warning: init fails, but 'stop' stays registered, and nothing undoes it any more [custody-registration-abandoned]
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
// CHECK: registration-abandoned.c:[[@LINE+1]]:{{[0-9]+}}: warning: init fails, but 'stop' stays registered, and nothing undoes it any more [custody-registration-abandoned]
	return misc_register(&kettle);
}

/* What only a static variable holds is left as well. */
struct kmem_cache;
struct kmem_cache *kmem_cache_create(const char *name, u32 size, u32 align, u32 flags, void (*ctor)(void *p));
void kmem_cache_destroy(struct kmem_cache *cache);
static struct kmem_cache *cups;

int __init cache_bad(void)
{
	cups = kmem_cache_create("cups", 64, 0, 0, NULL);
	if (!cups)
		return -ENOMEM;
// CHECK: registration-abandoned.c:[[@LINE+1]]:{{[0-9]+}}: warning: init fails, but 'cups' stays created, and nothing undoes it any more [custody-registration-abandoned]
	return misc_register(&kettle);
}

int __init cache_ok(void)
{
	int ret;

	cups = kmem_cache_create("cups", 64, 0, 0, NULL);
	if (!cups)
		return -ENOMEM;
	ret = misc_register(&kettle);
	if (ret)
		kmem_cache_destroy(cups);
	return ret;
}

struct scsi_transport_template;
struct scsi_transport_template *fc_attach_transport(void *functions);
void fc_release_transport(struct scsi_transport_template *t);
static struct scsi_transport_template *transport;

int __init transport_bad(void)
{
	transport = fc_attach_transport(&kettle);
	if (!transport)
		return -ENODEV;
// CHECK: registration-abandoned.c:[[@LINE+1]]:{{[0-9]+}}: warning: init fails, but 'transport' stays registered, and nothing undoes it any more [custody-registration-abandoned]
	return misc_register(&kettle);
}

int __init transport_ok(void)
{
	int ret;

	transport = fc_attach_transport(&kettle);
	if (!transport)
		return -ENODEV;
	ret = misc_register(&kettle);
	if (ret)
		fc_release_transport(transport);
	return ret;
}

/* Another file's, which lives on. */
extern struct miscdevice common;
int kettle_parts(void);

int __init common_ok(void)
{
	int ret = misc_register(&common);

	if (!ret && kettle_parts() < 0)
		return -ENODEV;
	return ret;
}

struct platform_device;
struct platform_device *platform_device_alloc(const char *name, int id);
void platform_device_put(struct platform_device *pdev);
void told(int count);
extern int mugs_asked_for;
static struct platform_device *mugs[2];

/* A loop takes back those that were made before. */
int __init mugs_ok(void)
{
	int i;

	for (i = 0; i < mugs_asked_for; i++) {
		mugs[i] = platform_device_alloc("mug", i);
		if (!mugs[i])
			goto unwind;
	}
	return 0;
unwind:
	i--;
	while (i >= 0)
		platform_device_put(mugs[i--]);
	return -12;
}

int __init mugs_bad(void)
{
	int i;

	for (i = 0; i < mugs_asked_for; i++) {
		mugs[i] = platform_device_alloc("mug", i);
		if (!mugs[i])
			goto unwind;
	}
	return 0;
unwind:
	i--;
	while (i >= 0)
		told(i--);
// CHECK: registration-abandoned.c:[[@LINE+1]]:{{[0-9]+}}: warning: init fails, but 'mugs' stays allocated, and nothing undoes it any more [custody-registration-abandoned]
	return -12;
}
