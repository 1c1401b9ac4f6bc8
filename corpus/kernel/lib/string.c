// SPDX-License-Identifier: MIT
/* Strings: copies on the heap, copies that are never cut without saying so, comparisons. */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ctype.h>

ssize_t strscpy(char *to, const char *from, size_t size)
{
	size_t length = strnlen(from, size);

	if (!size)
		return -E2BIG;
	if (length == size) {
		memcpy(to, from, size - 1);
		to[size - 1] = 0;
		return -E2BIG;
	}
	memcpy(to, from, length + 1);
	return length;
}

ssize_t strscpy_pad(char *to, const char *from, size_t size)
{
	ssize_t length = strscpy(to, from, size);

	if (length >= 0)
		memset(to + length + 1, 0, size - length - 1);
	return length;
}

void *kmemdup(const void *from, size_t size, gfp_t flags)
{
	void *copy = kmalloc(size, flags);

	if (copy)
		memcpy(copy, from, size);
	return copy;
}

char *kmemdup_nul(const char *s, size_t size, gfp_t flags)
{
	char *copy = s ? kmalloc(size + 1, flags) : NULL;

	if (!copy)
		return NULL;
	memcpy(copy, s, size);
	copy[size] = 0;
	return copy;
}

char *kstrdup(const char *s, gfp_t flags)
{
	return s ? kmemdup_nul(s, strlen(s), flags) : NULL;
}

char *kstrndup(const char *s, size_t max, gfp_t flags)
{
	return s ? kmemdup_nul(s, strnlen(s, max), flags) : NULL;
}

/* Constants can't be told from other strings here: all are copied. */
const char *kstrdup_const(const char *s, gfp_t flags)
{
	return kstrdup(s, flags);
}

void kfree_const(const void *x)
{
	kfree(x);
}

char *kvasprintf(gfp_t flags, const char *format, va_list list)
{
	va_list again;
	int length;
	char *s;

	va_copy(again, list);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	s = kmalloc(length + 1, flags);
	if (s)
		vsnprintf(s, length + 1, format, list);
	return s;
}

char *kasprintf(gfp_t flags, const char *format, ...)
{
	va_list list;
	char *s;

	va_start(list, format);
	s = kvasprintf(flags, format, list);
	va_end(list);
	return s;
}

int vscnprintf(char *to, size_t size, const char *format, va_list list)
{
	int length = vsnprintf(to, size, format, list);

	if (length < (int)size)
		return length;
	return size ? size - 1 : 0;
}

int scnprintf(char *to, size_t size, const char *format, ...)
{
	va_list list;
	int length;

	va_start(list, format);
	length = vscnprintf(to, size, format, list);
	va_end(list);
	return length;
}

void *memchr_inv(const void *start, int c, size_t bytes)
{
	const unsigned char *p = start;

	for (; bytes; p++, bytes--) {
		if (*p != (unsigned char)c)
			return (void *)p;
	}
	return NULL;
}

int match_string(const char *const *array, size_t n, const char *string)
{
	size_t i;

	for (i = 0; i < n && array[i]; i++) {
		if (!strcmp(array[i], string))
			return i;
	}
	return -EINVAL;
}

/* Equal, but for one newline at the end of one of them. */
bool sysfs_streq(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a == *b)
		return true;
	if (!*a)
		return *b == '\n' && !b[1];
	return !*b && *a == '\n' && !a[1];
}

char *strim(char *s)
{
	size_t length;

	while (isspace((unsigned char)*s))
		s++;
	length = strlen(s);
	while (length && isspace((unsigned char)s[length - 1]))
		s[--length] = 0;
	return s;
}
