/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MODULEPARAM_H
#define _LINUX_MODULEPARAM_H

#include <linux/kernel.h>

struct kernel_param;

struct kernel_param_ops {
	int (*set)(const char *value, const struct kernel_param *param);
	int (*get)(char *buffer, const struct kernel_param *param);
};

struct kernel_param {
	const char *name;
	const struct kernel_param_ops *ops;
	u16 perm;
	void *arg;
};

extern const struct kernel_param_ops param_ops_int, param_ops_uint, param_ops_long, param_ops_ulong,
	param_ops_bool, param_ops_charp;
int param_set_int(const char *value, const struct kernel_param *param);
int param_set_uint(const char *value, const struct kernel_param *param);
int param_set_bool(const char *value, const struct kernel_param *param);
int param_get_int(char *buffer, const struct kernel_param *param);
int param_get_uint(char *buffer, const struct kernel_param *param);
int param_get_bool(char *buffer, const struct kernel_param *param);

#define module_param_cb(param_name, param_ops, variable, permissions)                              \
	static const struct kernel_param __param_##param_name = {                                  \
		.name = #param_name, .ops = param_ops, .perm = permissions, .arg = variable};      \
	static const struct kernel_param *const __param_at_##param_name __used                     \
		__attribute__((__section__("kernel_params"))) = &__param_##param_name
#define module_param_named(param_name, variable, type, permissions)                                \
	module_param_cb(param_name, &param_ops_##type, &(variable), permissions)
/* not by module_param_named(): bool is a macro here, and would be replaced on the way */
#define module_param(param_name, type, permissions)                                                \
	module_param_cb(param_name, &param_ops_##type, &(param_name), permissions)
#define MODULE_PARM_DESC(param_name, text) _Static_assert(sizeof(text) > 1, "no text")

#endif
