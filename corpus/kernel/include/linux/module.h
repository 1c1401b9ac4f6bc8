/* SPDX-License-Identifier: MIT */
/* Modules are linked into the program. kernel_load_modules() runs their init functions,
 * kernel_unload_modules() the exit functions backwards. */
#ifndef _LINUX_MODULE_H
#define _LINUX_MODULE_H

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/stringify.h>

struct module {
	const char *name;
};

#define THIS_MODULE ((struct module *)NULL)

struct kernel_module_hook {
	int (*init)(void);
	void (*exit)(void);
	const char *file;
};

/* Pointers in one section, which the linker puts into an array. */
#define __kernel_module_hook(tag, ...)                                                             \
	static const struct kernel_module_hook __kernel_hook_##tag = {__VA_ARGS__,                 \
								      .file = __FILE__};           \
	static const struct kernel_module_hook *const __kernel_hook_at_##tag __used                \
		__attribute__((__section__("kernel_modules"))) = &__kernel_hook_##tag

#define module_init(function) __kernel_module_hook(init_##function, .init = function)
#define module_exit(function) __kernel_module_hook(exit_##function, .exit = function)

#define MODULE_LICENSE(text) _Static_assert(sizeof(text) > 1, "no licence")
#define MODULE_AUTHOR(text) _Static_assert(sizeof(text) > 1, "no author")
#define MODULE_DESCRIPTION(text) _Static_assert(sizeof(text) > 1, "no description")
#define MODULE_VERSION(text) _Static_assert(sizeof(text) > 1, "no version")
#define MODULE_ALIAS(text) _Static_assert(sizeof(text) > 1, "no alias")
#define MODULE_IMPORT_NS(name) _Static_assert(sizeof(#name) > 1, "no name")
/* A table of device ids, as the module tells the world of it. */
struct kernel_device_table {
	const void *start;
	unsigned long size, entry;
	const char *name;
};

#define MODULE_DEVICE_TABLE(type, table)                                                           \
	static const struct kernel_device_table __kernel_table_##type##_##table = {                \
		(table), sizeof(table), sizeof((table)[0]), #table};                               \
	static const struct kernel_device_table *const __kernel_table_at_##type##_##table __used   \
		__attribute__((__section__("kernel_tables"))) = &__kernel_table_##type##_##table

static inline bool try_module_get(struct module *module)
{
	(void)module;
	return true;
}

static inline void module_put(struct module *module)
{
	(void)module;
}

#define __module_get(module) ((void)(module))

#endif
