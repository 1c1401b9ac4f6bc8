/* SPDX-License-Identifier: MIT */
/*
 * Scalable bitmaps: numbers that many CPUs take and give back. The bits are spread over words in
 * cache lines of their own, and every CPU begins to look where it found one last.
 */
#ifndef __LINUX_SCALE_BITMAP_H
#define __LINUX_SCALE_BITMAP_H

#include <linux/bitops.h>
#include <linux/slab.h>
#include <linux/wait.h>

struct sbitmap_word {
	unsigned long word;
} ____cacheline_aligned_in_smp;

struct sbitmap_hint {
	unsigned int at;
} ____cacheline_aligned_in_smp;

struct sbitmap {
	unsigned int depth;
	unsigned int shift; /* bits of a word: 1 << shift */
	unsigned int map_nr;
	struct sbitmap_word *map;
	struct sbitmap_hint *hints; /* one for each CPU */
};

/* shift below 0: so that the bits are spread over some words. */
int sbitmap_init_node(struct sbitmap *sb, unsigned int depth, int shift, gfp_t flags, int node,
		      bool round_robin, bool alloc_hint);
void sbitmap_free(struct sbitmap *sb);
/* A bit that was clear and is now set, or -1. */
int sbitmap_get(struct sbitmap *sb);
void sbitmap_put(struct sbitmap *sb, unsigned int bit);
bool sbitmap_any_bit_set(const struct sbitmap *sb);
unsigned int sbitmap_weight(const struct sbitmap *sb);

static inline unsigned long *__sbitmap_word(struct sbitmap *sb, unsigned int bit)
{
	return &sb->map[bit >> sb->shift].word;
}

static inline int sbitmap_test_bit(struct sbitmap *sb, unsigned int bit)
{
	return test_bit(bit & ((1U << sb->shift) - 1), __sbitmap_word(sb, bit));
}

#endif
