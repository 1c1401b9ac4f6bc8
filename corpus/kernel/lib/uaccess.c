// SPDX-License-Identifier: MIT
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define USER_END (1UL << 47)

bool kernel_access_ok(const void __user *p, size_t size)
{
	unsigned long start = (unsigned long)p;

	return start >= PAGE_SIZE && start < USER_END && size <= USER_END - start;
}

unsigned long copy_from_user(void *to, const void __user *from, unsigned long size)
{
	might_sleep();
	if (!kernel_access_ok(from, size)) {
		/* what could not be copied reads as zeros */
		memset(to, 0, size);
		return size;
	}
	memcpy(to, from, size);
	return 0;
}

unsigned long copy_to_user(void __user *to, const void *from, unsigned long size)
{
	might_sleep();
	if (!kernel_access_ok(to, size))
		return size;
	memcpy(to, from, size);
	return 0;
}

unsigned long clear_user(void __user *to, unsigned long size)
{
	might_sleep();
	if (!kernel_access_ok(to, size))
		return size;
	memset(to, 0, size);
	return 0;
}

int copy_struct_from_user(void *to, size_t ksize, const void __user *from, size_t usize)
{
	const char __user *rest = (const char __user *)from + ksize;
	size_t size = min(ksize, usize), i;

	if (!kernel_access_ok(from, usize))
		return -EFAULT;
	for (i = 0; ksize + i < usize; i++) {
		if (rest[i])
			return -E2BIG;
	}
	if (copy_from_user(to, from, size))
		return -EFAULT;
	memset((char *)to + size, 0, ksize - size);
	return 0;
}

long strncpy_from_user(char *to, const char __user *from, long count)
{
	long i;

	if (!kernel_access_ok(from, 1))
		return -EFAULT;
	for (i = 0; i < count; i++) {
		to[i] = from[i];
		if (!to[i])
			break;
	}
	return i;
}

void *memdup_user(const void __user *from, size_t size)
{
	void *p = kmalloc(size, GFP_USER);

	if (!p)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(p, from, size)) {
		kfree(p);
		return ERR_PTR(-EFAULT);
	}
	return p;
}

void *memdup_array_user(const void __user *from, size_t n, size_t size)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return ERR_PTR(-EOVERFLOW);
	return memdup_user(from, bytes);
}
