/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_KTIME_H
#define _LINUX_KTIME_H

#include <linux/jiffies.h>
#include <linux/time64.h>
#include <linux/types.h>

#define KTIME_MAX ((s64)(~0ULL >> 1))

ktime_t ktime_get(void);
ktime_t ktime_get_real(void);
#define ktime_get_boottime() ktime_get()
#define ktime_get_raw() ktime_get()

static inline u64 ktime_get_ns(void)
{
	return ktime_get();
}

static inline ktime_t ktime_set(const s64 seconds, const unsigned long nsecs)
{
	return seconds * NSEC_PER_SEC + (s64)nsecs;
}

static inline s64 ktime_get_seconds(void)
{
	return ktime_get() / NSEC_PER_SEC;
}

static inline int ktime_compare(const ktime_t a, const ktime_t b)
{
	return a < b ? -1 : a > b;
}

static inline ktime_t ktime_add_safe(const ktime_t a, const ktime_t b)
{
	ktime_t sum;

	return __builtin_add_overflow(a, b, &sum) ? KTIME_MAX : sum;
}

#define ktime_add(a, b) ((a) + (b))
#define ktime_sub(a, b) ((a) - (b))
#define ktime_add_ns(a, n) ((a) + (s64)(n))
#define ktime_sub_ns(a, n) ((a) - (s64)(n))
#define ktime_add_us(a, n) ((a) + (s64)(n) * NSEC_PER_USEC)
#define ktime_add_ms(a, n) ((a) + (s64)(n) * NSEC_PER_MSEC)
#define ktime_after(a, b) (ktime_compare(a, b) > 0)
#define ktime_before(a, b) (ktime_compare(a, b) < 0)
#define ktime_to_ns(t) ((s64)(t))
#define ktime_to_us(t) ((s64)(t) / NSEC_PER_USEC)
#define ktime_to_ms(t) ((s64)(t) / NSEC_PER_MSEC)
#define ktime_us_delta(later, earlier) ktime_to_us((later) - (earlier))
#define ktime_ms_delta(later, earlier) ktime_to_ms((later) - (earlier))
#define ns_to_ktime(n) ((ktime_t)(n))
#define us_to_ktime(n) ((ktime_t)(n) * NSEC_PER_USEC)
#define ms_to_ktime(n) ((ktime_t)(n) * NSEC_PER_MSEC)

#endif
