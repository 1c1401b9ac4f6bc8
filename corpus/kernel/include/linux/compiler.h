/* SPDX-License-Identifier: MIT */
/* What the compiler is told: likelihood, accesses that must not be torn or repeated, markers that
 * mean nothing here. */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

#include <linux/types.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define barrier() __asm__ __volatile__("" ::: "memory")
#define unreachable() __builtin_unreachable()

#define READ_ONCE(x) __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, value) __atomic_store_n(&(x), (__typeof__(x))(value), __ATOMIC_RELAXED)
#define data_race(expression) (expression)

#ifndef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#endif
#define noinline __attribute__((__noinline__))
#define __must_check __attribute__((__warn_unused_result__))
#define __maybe_unused __attribute__((__unused__))
#define __used __attribute__((__used__))
#define __printf(format, first) __attribute__((__format__(__printf__, format, first)))
#define __malloc __attribute__((__malloc__))
#define __packed __attribute__((__packed__))
#define __aligned(x) __attribute__((__aligned__(x)))
#define __cold __attribute__((__cold__))
#define __noreturn __attribute__((__noreturn__))
#define __weak __attribute__((__weak__))
#define __cleanup(function) __attribute__((__cleanup__(function)))
#define ____cacheline_aligned __aligned(64)
#define ____cacheline_aligned_in_smp __aligned(64)
/* The system's linux/stddef.h may have brought one of its own. */
#undef __counted_by
#define __counted_by(member)
#define __nonstring
#if __has_attribute(__fallthrough__)
#define fallthrough __attribute__((__fallthrough__))
#else
#define fallthrough
#endif

/* For sparse in the kernel. */
#define __user
#define __kernel
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __nocast
#define __acquires(x)
#define __releases(x)
#define __must_hold(x)
#define __init
#define __exit
#define __initdata
#define __initconst
#define __read_mostly

#define __same_type(a, b) __builtin_types_compatible_p(__typeof__(a), __typeof__(b))
#define __PASTE_(a, b) a##b
#define __PASTE(a, b) __PASTE_(a, b)
#define __UNIQUE_ID(prefix) __PASTE(__UNIQUE_ID_##prefix, __COUNTER__)
#define __stringify_(...) #__VA_ARGS__
#define __stringify(...) __stringify_(__VA_ARGS__)

#endif
