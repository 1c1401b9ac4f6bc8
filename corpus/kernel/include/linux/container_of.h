/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_CONTAINER_OF_H
#define _LINUX_CONTAINER_OF_H

#include <linux/build_bug.h>

#define typeof_member(type, member) __typeof__(((type *)0)->member)

/* The object that has this member, given a pointer to the member. */
#define container_of(ptr, type, member)                                                            \
	({                                                                                         \
		void *__member = (void *)(ptr);                                                    \
		_Static_assert(__same_type(*(ptr), ((type *)0)->member) ||                         \
				       __same_type(*(ptr), void),                                  \
			       "pointer type mismatch in container_of()");                         \
		(type *)((char *)__member - offsetof(type, member));                               \
	})

#define container_of_const(ptr, type, member)                                                      \
	_Generic((ptr),                                                                            \
		const __typeof__(*(ptr)) *: (const type *)container_of(ptr, type, member),         \
		default: (type *)container_of(ptr, type, member))

#endif
