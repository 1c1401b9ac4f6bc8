// SPDX-License-Identifier: MIT
/* Arrays of bits: searching them, and sets of them. Bits behind the end of a map are never relied
 * upon. */
#include <linux/bitmap.h>
#include <linux/minmax.h>
#include <linux/slab.h>

/* The bits of the word that count, from an offset in it on. */
#define FIND_NEXT(size, offset, word)                                                              \
	do {                                                                                       \
		unsigned long index = (offset) / BITS_PER_LONG, found;                             \
		unsigned long mask = BITMAP_FIRST_WORD_MASK(offset);                               \
		if ((offset) >= (size))                                                            \
			return size;                                                               \
		for (; index * BITS_PER_LONG < (size); index++, mask = ~0UL) {                     \
			found = (word) & mask;                                                     \
			if (found)                                                                 \
				return min(index * BITS_PER_LONG + __ffs(found), size);            \
		}                                                                                  \
		return size;                                                                       \
	} while (0)

unsigned long find_next_bit(const unsigned long *addr, unsigned long size, unsigned long offset)
{
	FIND_NEXT(size, offset, READ_ONCE(addr[index]));
}

unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size,
				 unsigned long offset)
{
	FIND_NEXT(size, offset, ~READ_ONCE(addr[index]));
}

unsigned long find_next_and_bit(const unsigned long *addr1, const unsigned long *addr2,
				unsigned long size, unsigned long offset)
{
	FIND_NEXT(size, offset, addr1[index] & addr2[index]);
}

unsigned long find_last_bit(const unsigned long *addr, unsigned long size)
{
	unsigned long index = BITS_TO_LONGS(size);
	unsigned long mask = BITMAP_LAST_WORD_MASK(size);

	for (; index > 0; index--, mask = ~0UL) {
		unsigned long word = addr[index - 1] & mask;

		if (word)
			return (index - 1) * BITS_PER_LONG + __fls(word);
	}
	return size;
}

unsigned long *bitmap_alloc(unsigned int bits, gfp_t flags)
{
	return kmalloc_array(BITS_TO_LONGS(bits), sizeof(unsigned long), flags);
}

unsigned long *bitmap_zalloc(unsigned int bits, gfp_t flags)
{
	return bitmap_alloc(bits, flags | __GFP_ZERO);
}

void bitmap_free(const unsigned long *bitmap)
{
	kfree(bitmap);
}

/* The part of word `index` that lies between two bits. */
static unsigned long range_mask(unsigned long index, unsigned long start, unsigned long end)
{
	unsigned long first = index * BITS_PER_LONG, mask = ~0UL;

	if (start > first)
		mask &= BITMAP_FIRST_WORD_MASK(start);
	if (end < first + BITS_PER_LONG)
		mask &= BITMAP_LAST_WORD_MASK(end);
	return mask;
}

void bitmap_set(unsigned long *map, unsigned int start, unsigned int count)
{
	unsigned long end = (unsigned long)start + count, index;

	for (index = BIT_WORD(start); count && index < BITS_TO_LONGS(end); index++)
		map[index] |= range_mask(index, start, end);
}

void bitmap_clear(unsigned long *map, unsigned int start, unsigned int count)
{
	unsigned long end = (unsigned long)start + count, index;

	for (index = BIT_WORD(start); count && index < BITS_TO_LONGS(end); index++)
		map[index] &= ~range_mask(index, start, end);
}

unsigned int bitmap_weight(const unsigned long *map, unsigned int bits)
{
	unsigned int weight = 0;
	unsigned long index;

	for (index = 0; index < BITS_TO_LONGS(bits); index++)
		weight += hweight_long(map[index] & range_mask(index, 0, bits));
	return weight;
}

bool bitmap_and(unsigned long *to, const unsigned long *a, const unsigned long *b,
		unsigned int bits)
{
	unsigned long index, any = 0;

	for (index = 0; index < BITS_TO_LONGS(bits); index++)
		any |= to[index] = a[index] & b[index] & range_mask(index, 0, bits);
	return any;
}

void bitmap_or(unsigned long *to, const unsigned long *a, const unsigned long *b, unsigned int bits)
{
	unsigned long index;

	for (index = 0; index < BITS_TO_LONGS(bits); index++)
		to[index] = a[index] | b[index];
}

bool bitmap_andnot(unsigned long *to, const unsigned long *a, const unsigned long *b,
		   unsigned int bits)
{
	unsigned long index, any = 0;

	for (index = 0; index < BITS_TO_LONGS(bits); index++)
		any |= to[index] = a[index] & ~b[index] & range_mask(index, 0, bits);
	return any;
}

bool bitmap_equal(const unsigned long *a, const unsigned long *b, unsigned int bits)
{
	unsigned long index, differ = 0;

	for (index = 0; index < BITS_TO_LONGS(bits); index++)
		differ |= (a[index] ^ b[index]) & range_mask(index, 0, bits);
	return !differ;
}

bool bitmap_intersects(const unsigned long *a, const unsigned long *b, unsigned int bits)
{
	return find_next_and_bit(a, b, bits, 0) < bits;
}

bool bitmap_subset(const unsigned long *a, const unsigned long *b, unsigned int bits)
{
	unsigned long index, outside = 0;

	for (index = 0; index < BITS_TO_LONGS(bits); index++)
		outside |= a[index] & ~b[index] & range_mask(index, 0, bits);
	return !outside;
}

/* The first aligned run of that many zeros; something above size if there is none. */
unsigned long bitmap_find_next_zero_area(unsigned long *map, unsigned long size,
					 unsigned long start, unsigned int count,
					 unsigned long align_mask)
{
	for (;;) {
		unsigned long index = find_next_zero_bit(map, size, start), end, used;

		index = (index + align_mask) & ~align_mask;
		end = index + count;
		if (end > size)
			return end;
		used = find_next_bit(map, end, index);
		if (used >= end)
			return index;
		start = used + 1;
	}
}
