// SPDX-License-Identifier: MIT
#include <linux/kernel.h>
#include <linux/sbitmap.h>
#include <linux/smp.h>

unsigned int nr_cpu_ids = 4;

int sbitmap_init_node(struct sbitmap *sb, unsigned int depth, int shift, gfp_t flags, int node,
		      bool round_robin, bool alloc_hint)
{
	unsigned int cpu;

	/* at least four words, if that leaves some bits to each */
	if (shift < 0) {
		shift = ilog2(BITS_PER_LONG);
		while (depth >= 4 && (4U << shift) > depth && shift > 2)
			shift--;
	}
	sb->depth = depth;
	sb->shift = shift;
	sb->map_nr = DIV_ROUND_UP(depth, 1U << shift);
	sb->map = kcalloc(roundup_pow_of_two(max(sb->map_nr, 1u)), sizeof(*sb->map), flags);
	sb->hints = kcalloc(roundup_pow_of_two(nr_cpu_ids), sizeof(*sb->hints), flags);
	if (!sb->map || !sb->hints) {
		sbitmap_free(sb);
		return -ENOMEM;
	}
	for (cpu = 0; cpu < nr_cpu_ids && depth; cpu++)
		sb->hints[cpu].at = cpu * depth / nr_cpu_ids;
	return 0;
}

void sbitmap_free(struct sbitmap *sb)
{
	kfree(sb->map);
	kfree(sb->hints);
	sb->map = NULL;
	sb->hints = NULL;
}

static unsigned int word_depth(const struct sbitmap *sb, unsigned int index)
{
	return min(1U << sb->shift, sb->depth - (index << sb->shift));
}

/* A bit of one word, from that one on; -1 if all are taken. */
static int get_in_word(struct sbitmap *sb, unsigned int index, unsigned int from)
{
	unsigned long *word = &sb->map[index].word;
	unsigned int depth = word_depth(sb, index), bit = from;

	for (;;) {
		bit = find_next_zero_bit(word, depth, bit);
		if (bit >= depth)
			return -1;
		if (!test_and_set_bit(bit, word))
			return (index << sb->shift) + bit;
		bit++;
	}
}

int sbitmap_get(struct sbitmap *sb)
{
	unsigned int *hint = &sb->hints[raw_smp_processor_id()].at;
	unsigned int start = READ_ONCE(*hint), index, i;
	int bit = -1;

	if (!sb->depth)
		return -1;
	if (start >= sb->depth)
		start = 0;
	index = start >> sb->shift;
	for (i = 0; i <= sb->map_nr && bit < 0; i++) {
		bit = get_in_word(sb, index, i ? 0 : start & ((1U << sb->shift) - 1));
		index = index + 1 == sb->map_nr ? 0 : index + 1;
	}
	if (bit >= 0)
		WRITE_ONCE(*hint, bit);
	return bit;
}

void sbitmap_put(struct sbitmap *sb, unsigned int bit)
{
	clear_bit_unlock(bit & ((1U << sb->shift) - 1), __sbitmap_word(sb, bit));
	WRITE_ONCE(sb->hints[raw_smp_processor_id()].at, bit);
}

bool sbitmap_any_bit_set(const struct sbitmap *sb)
{
	unsigned int i;

	for (i = 0; i < sb->map_nr; i++) {
		if (READ_ONCE(sb->map[i].word))
			return true;
	}
	return false;
}

unsigned int sbitmap_weight(const struct sbitmap *sb)
{
	unsigned int i, weight = 0;

	for (i = 0; i < sb->map_nr; i++)
		weight += hweight_long(READ_ONCE(sb->map[i].word));
	return weight;
}
