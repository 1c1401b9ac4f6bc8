/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_MINMAX_H
#define _LINUX_MINMAX_H

#include <linux/compiler.h>

#define __minmax_of(op, a, b)                                                                      \
	({                                                                                         \
		__typeof__(a) __a = (a);                                                           \
		__typeof__(b) __b = (b);                                                           \
		__a op __b ? __a : __b;                                                            \
	})
#define min(a, b) __minmax_of(<, a, b)
#define max(a, b) __minmax_of(>, a, b)
#define min3(a, b, c) min(min(a, b), c)
#define max3(a, b, c) max(max(a, b), c)
#define min_t(type, a, b) min((type)(a), (type)(b))
#define max_t(type, a, b) max((type)(a), (type)(b))
#define min_not_zero(a, b)                                                                         \
	({                                                                                         \
		__typeof__(a) __x = (a);                                                           \
		__typeof__(b) __y = (b);                                                           \
		__x == 0 ? __y : (__y == 0 ? __x : min(__x, __y));                                 \
	})
#define clamp(value, low, high) min((__typeof__(value))max(value, low), high)
#define clamp_t(type, value, low, high) clamp((type)(value), (type)(low), (type)(high))
#define clamp_val(value, low, high) clamp_t(__typeof__(value), value, low, high)
#define swap(a, b)                                                                                 \
	do {                                                                                       \
		__typeof__(a) __swap = (a);                                                        \
		(a) = (b);                                                                         \
		(b) = __swap;                                                                      \
	} while (0)

#endif
