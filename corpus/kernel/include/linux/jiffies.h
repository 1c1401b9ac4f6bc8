/* SPDX-License-Identifier: MIT */
/* A jiffy is a millisecond of the monotonic clock. */
#ifndef _LINUX_JIFFIES_H
#define _LINUX_JIFFIES_H

#include <linux/types.h>

#define HZ 1000
#define MAX_JIFFY_OFFSET ((~0UL >> 2) - 1)

unsigned long kernel_jiffies(void);
#define jiffies kernel_jiffies()
#define get_jiffies_64() ((u64)jiffies)

#define time_after(a, b) ((long)((b) - (a)) < 0)
#define time_before(a, b) time_after(b, a)
#define time_after_eq(a, b) ((long)((a) - (b)) >= 0)
#define time_before_eq(a, b) time_after_eq(b, a)
#define time_in_range(a, b, c) (time_after_eq(a, b) && time_before_eq(a, c))
#define time_is_before_jiffies(a) time_after(jiffies, a)
#define time_is_after_jiffies(a) time_before(jiffies, a)

static inline unsigned long msecs_to_jiffies(const unsigned int m)
{
	return (int)m < 0 ? MAX_JIFFY_OFFSET : m;
}

static inline unsigned long usecs_to_jiffies(const unsigned int u)
{
	return (u + 999UL) / 1000;
}

static inline unsigned long nsecs_to_jiffies(u64 n)
{
	return n / 1000000;
}

static inline unsigned int jiffies_to_msecs(const unsigned long j)
{
	return j;
}

static inline unsigned int jiffies_to_usecs(const unsigned long j)
{
	return j * 1000;
}

static inline u64 jiffies_to_nsecs(const unsigned long j)
{
	return j * 1000000ULL;
}

#define round_jiffies_up(j) ((j) + HZ - 1 - ((j) + HZ - 1) % HZ)
#define round_jiffies(j) round_jiffies_up(j)
#define round_jiffies_relative(j) (round_jiffies_up((j) + jiffies) - jiffies)
#define round_jiffies_up_relative(j) round_jiffies_relative(j)

#endif
