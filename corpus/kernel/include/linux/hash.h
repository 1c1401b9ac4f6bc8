/* SPDX-License-Identifier: MIT */
#ifndef _LINUX_HASH_H
#define _LINUX_HASH_H

#include <linux/types.h>

/* Multiplicative hashing by an odd number near 2^64 divided by the golden ratio; the upper bits are
 * the good ones. */
static inline u32 hash_64(u64 value, unsigned int bits)
{
	return (u32)((value * 0x9e3779b97f4a7c15ULL) >> (64 - bits));
}

static inline u32 hash_32(u32 value, unsigned int bits)
{
	return (value * 0x9e3779b1u) >> (32 - bits);
}

static inline u32 hash_ptr(const void *ptr, unsigned int bits)
{
	return hash_64((uintptr_t)ptr, bits);
}

#define hash_long(value, bits) hash_64(value, bits)

#endif
