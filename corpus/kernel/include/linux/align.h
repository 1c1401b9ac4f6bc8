/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_ALIGN_H
#define _LINUX_ALIGN_H

#include <linux/math.h>

#define ALIGN(x, a) round_up(x, (__typeof__(x))(a))
#define ALIGN_DOWN(x, a) round_down(x, (__typeof__(x))(a))
#define IS_ALIGNED(x, a) (((x) & ((__typeof__(x))(a) - 1)) == 0)
#define PTR_ALIGN(p, a) ((__typeof__(p))ALIGN((unsigned long)(p), (a)))

#endif
