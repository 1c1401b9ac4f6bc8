/* SPDX-License-Identifier: MIT */
/*
 * Memory of user space, which is the program's own. Addresses that no process has, of the lowest
 * page and above 2^47, are refused; others that are wrong end the program.
 */
#ifndef __LINUX_UACCESS_H__
#define __LINUX_UACCESS_H__

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/types.h>

bool kernel_access_ok(const void __user *p, size_t size);
#define access_ok(p, size) kernel_access_ok(p, size)

/* How many bytes could not be copied. */
unsigned long __must_check copy_from_user(void *to, const void __user *from, unsigned long size);
unsigned long __must_check copy_to_user(void __user *to, const void *from, unsigned long size);
unsigned long __must_check clear_user(void __user *to, unsigned long size);
/* What of user's size the kernel does not know must be 0: -E2BIG. */
int __must_check copy_struct_from_user(void *to, size_t ksize, const void __user *from,
				       size_t usize);
long strncpy_from_user(char *to, const char __user *from, long count);
void *memdup_user(const void __user *from, size_t size);
#define vmemdup_user(from, size) memdup_user(from, size)
void *memdup_array_user(const void __user *from, size_t n, size_t size);

#define get_user(x, p)                                                                             \
	({                                                                                         \
		__typeof__(*(p)) __value;                                                          \
		int __error = copy_from_user(&__value, (p), sizeof(__value)) ? -EFAULT : 0;        \
		(x) = __error ? 0 : __value;                                                       \
		__error;                                                                           \
	})
#define put_user(x, p)                                                                             \
	({                                                                                         \
		__typeof__(*(p)) __value = (x);                                                    \
		copy_to_user((p), &__value, sizeof(__value)) ? -EFAULT : 0;                        \
	})

#endif
