/* SPDX-License-Identifier: MIT */
/*
 * Memory barriers. ThreadSanitizer does not understand a barrier that stands alone, but it does a
 * full exchange on one common variable, which orders at least as much.
 */
#ifndef _ASM_BARRIER_H
#define _ASM_BARRIER_H

#include <linux/compiler.h>

#if defined(__SANITIZE_THREAD__)
extern int kernel_barrier;
#define smp_mb() ((void)__atomic_exchange_n(&kernel_barrier, 0, __ATOMIC_SEQ_CST))
#define smp_rmb() smp_mb()
#define smp_wmb() smp_mb()
#else
#define smp_mb() __atomic_thread_fence(__ATOMIC_SEQ_CST)
#define smp_rmb() __atomic_thread_fence(__ATOMIC_ACQUIRE)
#define smp_wmb() __atomic_thread_fence(__ATOMIC_RELEASE)
#endif
#define mb() smp_mb()
#define rmb() smp_rmb()
#define wmb() smp_wmb()
#define dma_rmb() smp_rmb()
#define dma_wmb() smp_wmb()
#define smp_mb__before_atomic() smp_mb()
#define smp_mb__after_atomic() smp_mb()

#define smp_load_acquire(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, value) __atomic_store_n(p, value, __ATOMIC_RELEASE)
#define smp_store_mb(variable, value)                                                              \
	((void)__atomic_exchange_n(&(variable), value, __ATOMIC_SEQ_CST))

#endif
