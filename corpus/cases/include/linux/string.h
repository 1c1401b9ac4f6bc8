/* SPDX-License-Identifier: MIT */
#ifndef _CASES_STRING_H
#define _CASES_STRING_H
#include <linux/types.h>
void *memset(void *s, int c, size_t n);
void *memcpy(void *to, const void *from, size_t n);
int memcmp(const void *a, const void *b, size_t n);
size_t strlen(const char *s);
#endif
