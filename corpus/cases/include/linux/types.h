/* SPDX-License-Identifier: MIT */
/* The kernel API as far as the cases need it: names and signatures of Linux 6.12, bodies only where the real
 * header has one that matters. These files are read by the checker, never linked. */
#ifndef _CASES_TYPES_H
#define _CASES_TYPES_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef signed int s32;
typedef signed long long s64;
typedef unsigned long size_t;
typedef long ssize_t;
typedef _Bool bool;
typedef unsigned int gfp_t;
typedef u64 sector_t;
typedef u64 dma_addr_t;
typedef s64 ktime_t;
typedef u16 __le16;

#define true 1
#define false 0
#define NULL ((void *)0)
#define __iomem
#define __user
#define __must_check __attribute__((warn_unused_result))
#define __init
#define __exit
#define unlikely(x) __builtin_expect(!!(x), 0)
#define likely(x) __builtin_expect(!!(x), 1)
#define offsetof(type, member) __builtin_offsetof(type, member)
#define container_of(ptr, type, member) ((type *)((void *)(ptr) - offsetof(type, member)))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

#define EPERM 1
#define ENOENT 2
#define EIO 5
#define ENXIO 6
#define EAGAIN 11
#define ENOMEM 12
#define EBUSY 16
#define ENODEV 19
#define EINVAL 22
#define ENOSPC 28
#define ETIMEDOUT 110
#define EIOCBQUEUED 529

struct list_head {
	struct list_head *next, *prev;
};

struct device;
struct module;

#endif
