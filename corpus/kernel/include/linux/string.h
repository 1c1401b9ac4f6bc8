/* SPDX-License-Identifier: MIT */
/* libc's string functions, and those that only the kernel has. */
#ifndef _LINUX_STRING_H
#define _LINUX_STRING_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/overflow.h>
#include <stdarg.h>
#include <string.h>

/* The length copied, or -E2BIG when it was cut. The result always ends with a zero byte. */
ssize_t strscpy(char *to, const char *from, size_t size);
ssize_t strscpy_pad(char *to, const char *from, size_t size);
char *kstrdup(const char *s, gfp_t flags) __malloc;
char *kstrndup(const char *s, size_t max, gfp_t flags) __malloc;
const char *kstrdup_const(const char *s, gfp_t flags);
void kfree_const(const void *x);
void *kmemdup(const void *from, size_t size, gfp_t flags) __malloc;
char *kmemdup_nul(const char *s, size_t size, gfp_t flags) __malloc;
char *kasprintf(gfp_t flags, const char *format, ...) __printf(2, 3) __malloc;
char *kvasprintf(gfp_t flags, const char *format, va_list list) __printf(2, 0) __malloc;
void *memchr_inv(const void *start, int c, size_t bytes);
int match_string(const char *const *array, size_t n, const char *string);
bool sysfs_streq(const char *a, const char *b);
char *strim(char *s);

static inline bool strstarts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static inline void memzero_explicit(void *s, size_t size)
{
	memset(s, 0, size);
	barrier();
}

#endif
