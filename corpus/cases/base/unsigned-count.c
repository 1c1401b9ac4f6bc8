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
struct book {
	struct pages pages;
};
struct holder {
	struct book *of;
};

static void count_page(struct pages *b, unsigned long offset, int inc)
{
	unsigned long page = offset >> b->shift >> 11;

	b->bp[page].count += inc;
	if (!b->bp[page].count)
		kfree(b->bp[page].map);
}

static int check_page(struct pages *b, unsigned long page)
{
	char *map;

	if (b->bp[page].map)
		return 0;
	map = kzalloc(4096, GFP_KERNEL);
	if (!map)
		return -ENOMEM;
	if (b->bp[page].map)
		kfree(map);
	else
		b->bp[page].map = map;
	return 0;
}

static char *map_of(struct pages *b, unsigned long offset)
{
	unsigned long page = offset >> b->shift >> 11;

	return check_page(b, page) < 0 ? NULL : b->bp[page].map;
}

void count_ok(struct holder *h, unsigned long offset, unsigned long n)
{
	struct pages *b = &h->of->pages;

	while (n) {
		char *p = map_of(b, offset);

		if (!p)
			return;
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
	char *p = b->bp[offset >> b->shift >> 11].map;

	count_page(b, offset, -1);
// CHECK: unsigned-count.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p' used after it was freed [custody-use-after-free]
	*p = 2;
}
