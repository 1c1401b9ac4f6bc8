/* SPDX-License-Identifier: MIT */
/* glibc's <limits.h> includes this file by name for the system's limits: those come first. */
#ifndef KERNEL_LINUX_LIMITS_H
#define KERNEL_LINUX_LIMITS_H

#include_next <linux/limits.h>
#include <linux/types.h>

#ifndef U8_MAX
#define U8_MAX ((__u8)~0U)
#define U16_MAX ((__u16)~0U)
#define U32_MAX ((__u32)~0U)
#define S32_MAX ((int)(~0U >> 1))
#define U64_MAX (~0ULL)
#define S64_MAX ((long long)(~0ULL >> 1))
#endif

#endif
