// SPDX-License-Identifier: MIT
#include "checked.h"
#include "internal.h"
#include "testing.h"

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

/* The linker makes these when there is such a section. */
extern const struct kernel_module_hook *const __start_kernel_modules[] __weak;
extern const struct kernel_module_hook *const __stop_kernel_modules[] __weak;
extern const struct kernel_param *const __start_kernel_params[] __weak;
extern const struct kernel_param *const __stop_kernel_params[] __weak;
extern const struct kernel_device_table *const __start_kernel_tables[] __weak;
extern const struct kernel_device_table *const __stop_kernel_tables[] __weak;

int kernel_load_modules(void)
{
	const struct kernel_module_hook *const *hook;
	int error;

	for (hook = __start_kernel_modules; hook < __stop_kernel_modules; hook++) {
		error = (*hook)->init ? (*hook)->init() : 0;
		if (error)
			return error;
	}
	return 0;
}

void kernel_unload_modules(void)
{
	const struct kernel_module_hook *const *hook = __stop_kernel_modules;

	while (hook > __start_kernel_modules) {
		hook--;
		if ((*hook)->exit)
			(*hook)->exit();
	}
}

int kernel_set_parameter(const char *name, const char *value)
{
	const struct kernel_param *const *param;

	for (param = __start_kernel_params; param < __stop_kernel_params; param++) {
		if (!strcmp((*param)->name, name))
			return (*param)->ops->set(value, *param);
	}
	return -ENOENT;
}

static bool is_terminated(const struct kernel_device_table *table)
{
	const char *last = (const char *)table->start + table->size - table->entry;
	unsigned long i;

	for (i = 0; i < table->entry && !last[i]; i++)
		;
	return i == table->entry;
}

void kernel_check_table(const void *start, const char *driver)
{
	const struct kernel_device_table *const *table;

	if (!KERNEL_CHECKED || !start)
		return;
	for (table = __start_kernel_tables; table < __stop_kernel_tables; table++) {
		if ((*table)->start != start)
			continue;
		checked_that(is_terminated(*table), "table-without-end",
			     "%s of driver %s does not end with an empty entry", (*table)->name,
			     driver);
	}
}

/* The driver may read it meanwhile, with READ_ONCE(). */
#define NUMBER_PARAM(name, type, parse, format)                                                    \
	int param_set_##name(const char *value, const struct kernel_param *param)                  \
	{                                                                                          \
		type number;                                                                       \
		int error = parse(value, 0, &number);                                              \
                                                                                                   \
		if (!error)                                                                        \
			WRITE_ONCE(*(type *)param->arg, number);                                   \
		return error;                                                                      \
	}                                                                                          \
	int param_get_##name(char *buffer, const struct kernel_param *param)                       \
	{                                                                                          \
		return sprintf(buffer, format "\n", *(type *)param->arg);                          \
	}                                                                                          \
	const struct kernel_param_ops param_ops_##name = {param_set_##name, param_get_##name}

int param_set_long(const char *value, const struct kernel_param *param);
int param_get_long(char *buffer, const struct kernel_param *param);
int param_set_ulong(const char *value, const struct kernel_param *param);
int param_get_ulong(char *buffer, const struct kernel_param *param);

NUMBER_PARAM(int, int, kstrtoint, "%d");
NUMBER_PARAM(uint, unsigned int, kstrtouint, "%u");
NUMBER_PARAM(long, long, kstrtol, "%ld");
NUMBER_PARAM(ulong, unsigned long, kstrtoul, "%lu");

int param_set_bool(const char *value, const struct kernel_param *param)
{
	bool set;
	int error = kstrtobool(value ? value : "1", &set);

	if (!error)
		WRITE_ONCE(*(bool *)param->arg, set);
	return error;
}

int param_get_bool(char *buffer, const struct kernel_param *param)
{
	return sprintf(buffer, "%c\n", *(bool *)param->arg ? 'Y' : 'N');
}

const struct kernel_param_ops param_ops_bool = {param_set_bool, param_get_bool};

static int set_charp(const char *value, const struct kernel_param *param)
{
	*(char **)param->arg = (char *)value;
	return 0;
}

static int get_charp(char *buffer, const struct kernel_param *param)
{
	return sprintf(buffer, "%s\n", *(char **)param->arg);
}

const struct kernel_param_ops param_ops_charp = {set_charp, get_charp};
