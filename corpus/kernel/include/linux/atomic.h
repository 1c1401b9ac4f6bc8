/* SPDX-License-Identifier: MIT */
/*
 * Atomic counters. Functions that return a value order memory fully, unless their name ends in
 * _relaxed, _acquire or _release; the others order nothing.
 */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

#include <asm/barrier.h>
#include <linux/compiler.h>

#define ATOMIC_INIT(i) {(i)}
#define ATOMIC64_INIT(i) {(i)}
#define ATOMIC_LONG_INIT(i) {(i)}

/* The family for one type; `one` is what the type of a value is. */
#define KERNEL_ATOMIC_FAMILY(prefix, type, one)                                                    \
	static inline one prefix##_read(const type *v)                                             \
	{                                                                                          \
		return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);                             \
	}                                                                                          \
	static inline one prefix##_read_acquire(const type *v)                                     \
	{                                                                                          \
		return __atomic_load_n(&v->counter, __ATOMIC_ACQUIRE);                             \
	}                                                                                          \
	static inline void prefix##_set(type *v, one i)                                            \
	{                                                                                          \
		__atomic_store_n(&v->counter, i, __ATOMIC_RELAXED);                                \
	}                                                                                          \
	static inline void prefix##_set_release(type *v, one i)                                    \
	{                                                                                          \
		__atomic_store_n(&v->counter, i, __ATOMIC_RELEASE);                                \
	}                                                                                          \
	KERNEL_ATOMIC_ARITHMETIC(prefix, type, one, add)                                           \
	KERNEL_ATOMIC_ARITHMETIC(prefix, type, one, sub)                                           \
	KERNEL_ATOMIC_BITWISE(prefix, type, one, or)                                               \
	KERNEL_ATOMIC_BITWISE(prefix, type, one, and)                                              \
	KERNEL_ATOMIC_BITWISE(prefix, type, one, xor)                                              \
	KERNEL_ATOMIC_STEP(prefix, type, one, inc, add)                                            \
	KERNEL_ATOMIC_STEP(prefix, type, one, dec, sub)                                            \
	KERNEL_ATOMIC_EXCHANGE(prefix, type, one)                                                  \
	KERNEL_ATOMIC_TESTS(prefix, type, one)

#define KERNEL_ATOMIC_ARITHMETIC(prefix, type, one, op)                                            \
	static inline void prefix##_##op(one i, type *v)                                           \
	{                                                                                          \
		__atomic_fetch_##op(&v->counter, i, __ATOMIC_RELAXED);                             \
	}                                                                                          \
	KERNEL_ATOMIC_RETURNS(prefix, type, one, op, , __ATOMIC_SEQ_CST)                           \
	KERNEL_ATOMIC_RETURNS(prefix, type, one, op, _relaxed, __ATOMIC_RELAXED)                   \
	KERNEL_ATOMIC_RETURNS(prefix, type, one, op, _acquire, __ATOMIC_ACQUIRE)                   \
	KERNEL_ATOMIC_RETURNS(prefix, type, one, op, _release, __ATOMIC_RELEASE)

#define KERNEL_ATOMIC_RETURNS(prefix, type, one, op, suffix, order)                                \
	static inline one prefix##_##op##_return##suffix(one i, type *v)                           \
	{                                                                                          \
		return __atomic_##op##_fetch(&v->counter, i, order);                               \
	}                                                                                          \
	static inline one prefix##_fetch_##op##suffix(one i, type *v)                              \
	{                                                                                          \
		return __atomic_fetch_##op(&v->counter, i, order);                                 \
	}

#define KERNEL_ATOMIC_BITWISE(prefix, type, one, op)                                               \
	static inline void prefix##_##op(one i, type *v)                                           \
	{                                                                                          \
		__atomic_fetch_##op(&v->counter, i, __ATOMIC_RELAXED);                             \
	}                                                                                          \
	static inline one prefix##_fetch_##op(one i, type *v)                                      \
	{                                                                                          \
		return __atomic_fetch_##op(&v->counter, i, __ATOMIC_SEQ_CST);                      \
	}

#define KERNEL_ATOMIC_STEP(prefix, type, one, step, op)                                            \
	static inline void prefix##_##step(type *v)                                                \
	{                                                                                          \
		prefix##_##op(1, v);                                                               \
	}                                                                                          \
	static inline one prefix##_##step##_return(type *v)                                        \
	{                                                                                          \
		return prefix##_##op##_return(1, v);                                               \
	}                                                                                          \
	static inline one prefix##_fetch_##step(type *v)                                           \
	{                                                                                          \
		return prefix##_fetch_##op(1, v);                                                  \
	}                                                                                          \
	static inline bool prefix##_##step##_and_test(type *v)                                     \
	{                                                                                          \
		return prefix##_##op##_return(1, v) == 0;                                          \
	}

#define KERNEL_ATOMIC_EXCHANGE(prefix, type, one)                                                  \
	static inline one prefix##_xchg(type *v, one new)                                          \
	{                                                                                          \
		return __atomic_exchange_n(&v->counter, new, __ATOMIC_SEQ_CST);                    \
	}                                                                                          \
	static inline bool prefix##_try_cmpxchg(type *v, one *old, one new)                        \
	{                                                                                          \
		return __atomic_compare_exchange_n(&v->counter, old, new, false, __ATOMIC_SEQ_CST, \
						   __ATOMIC_SEQ_CST);                              \
	}                                                                                          \
	static inline bool prefix##_try_cmpxchg_relaxed(type *v, one *old, one new)                \
	{                                                                                          \
		return __atomic_compare_exchange_n(&v->counter, old, new, false, __ATOMIC_RELAXED, \
						   __ATOMIC_RELAXED);                              \
	}                                                                                          \
	static inline one prefix##_cmpxchg(type *v, one old, one new)                              \
	{                                                                                          \
		prefix##_try_cmpxchg(v, &old, new);                                                \
		return old;                                                                        \
	}

#define KERNEL_ATOMIC_TESTS(prefix, type, one)                                                     \
	static inline bool prefix##_sub_and_test(one i, type *v)                                   \
	{                                                                                          \
		return prefix##_sub_return(i, v) == 0;                                             \
	}                                                                                          \
	static inline bool prefix##_add_negative(one i, type *v)                                   \
	{                                                                                          \
		return prefix##_add_return(i, v) < 0;                                              \
	}                                                                                          \
	/* Adds unless it is that value already; the value found. */                               \
	static inline one prefix##_fetch_add_unless(type *v, one add, one unless)                  \
	{                                                                                          \
		one old = prefix##_read(v);                                                        \
		while (old != unless && !prefix##_try_cmpxchg(v, &old, old + add))                 \
			;                                                                          \
		return old;                                                                        \
	}                                                                                          \
	static inline bool prefix##_add_unless(type *v, one add, one unless)                       \
	{                                                                                          \
		return prefix##_fetch_add_unless(v, add, unless) != unless;                        \
	}                                                                                          \
	static inline bool prefix##_inc_not_zero(type *v)                                          \
	{                                                                                          \
		return prefix##_add_unless(v, 1, 0);                                               \
	}                                                                                          \
	static inline one prefix##_dec_if_positive(type *v)                                        \
	{                                                                                          \
		one old = prefix##_read(v);                                                        \
		while (old > 0 && !prefix##_try_cmpxchg(v, &old, old - 1))                         \
			;                                                                          \
		return old - 1;                                                                    \
	}

KERNEL_ATOMIC_FAMILY(atomic, atomic_t, int)
KERNEL_ATOMIC_FAMILY(atomic64, atomic64_t, s64)
KERNEL_ATOMIC_FAMILY(atomic_long, atomic_long_t, long)

#define xchg(ptr, new) __atomic_exchange_n(ptr, new, __ATOMIC_SEQ_CST)
#define cmpxchg(ptr, old, new)                                                                     \
	({                                                                                         \
		__typeof__(*(ptr)) __old = (old);                                                  \
		__atomic_compare_exchange_n(ptr, &__old, new, false, __ATOMIC_SEQ_CST,             \
					    __ATOMIC_SEQ_CST);                                     \
		__old;                                                                             \
	})
#define try_cmpxchg(ptr, oldp, new)                                                                \
	__atomic_compare_exchange_n(ptr, oldp, new, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)

#endif
