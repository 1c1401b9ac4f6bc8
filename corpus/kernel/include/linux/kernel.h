/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/types.h>
#include <linux/bitops.h>
#include <stdarg.h>

#define upper_32_bits(n) ((u32)(((u64)(n)) >> 32))
#define lower_32_bits(n) ((u32)((n) & 0xffffffff))
#define PTR_IF(condition, ptr) ((condition) ? (ptr) : NULL)
#define u64_to_user_ptr(x) ((void __user *)(uintptr_t)(x))

int sprintf(char *to, const char *format, ...) __printf(2, 3);
int snprintf(char *to, size_t size, const char *format, ...) __printf(3, 4);
int vsnprintf(char *to, size_t size, const char *format, va_list list) __printf(3, 0);
int sscanf(const char *from, const char *format, ...);
/* Like snprintf(), but what they return is what stands in the buffer. */
int scnprintf(char *to, size_t size, const char *format, ...) __printf(3, 4);
int vscnprintf(char *to, size_t size, const char *format, va_list list) __printf(3, 0);

void might_sleep(void);

#endif
