/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A member that is unsigned is not below 0 in later rounds of a loop either, so that one more is not 0. */
#include <linux/slab.h>

struct page {
	char *map;
	unsigned int pending : 1;
	unsigned int count : 31;
};
struct pages {
	struct page *bp;
	unsigned long shift;
};

static void count_page(struct pages *b, unsigned long offset, int inc)
{
	unsigned long page = offset >> b->shift >> 11;

	b->bp[page].count += inc;
	if (!b->bp[page].count)
		kfree(b->bp[page].map);
}

static char *map_of(struct pages *b, unsigned long offset)
{
	return b->bp[offset >> b->shift >> 11].map;
}

void count_ok(struct pages *b, unsigned long offset, unsigned long n)
{
	while (n) {
		char *p = map_of(b, offset);

		switch (*p) {
		case 0:
			count_page(b, offset, 1);
			__attribute__((__fallthrough__));
		case 1:
			*p = 2;
		}
		n--;
		offset++;
	}
}

void uncount_bad(struct pages *b, unsigned long offset)
{
	char *p = map_of(b, offset);

	count_page(b, offset, -1);
// CHECK: unsigned-count.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p' used after it was freed [custody-use-after-free]
	*p = 2;
}
