/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A bit that was set, cleared or tested is known by its number, also behind a helper. */
#include <linux/slab.h>

int test_bit(long nr, const unsigned long *word);
void set_bit(long nr, unsigned long *word);
void clear_bit(long nr, unsigned long *word);
int test_and_clear_bit(long nr, unsigned long *word);

enum { HOT, FULL };
struct pot {
	unsigned long flags;
};

static int pot_flag(struct pot *p, int nr)
{
	return test_bit(nr, &p->flags);
}

void same_bit_ok(struct pot *p)
{
	char *cup = NULL;

	if (pot_flag(p, HOT))
		cup = kmalloc(4, GFP_KERNEL);
	if (pot_flag(p, HOT))
		kfree(cup);
}

void set_and_cleared_ok(struct pot *p)
{
	char *cup = kmalloc(4, GFP_KERNEL);

	set_bit(FULL, &p->flags);
	if (test_bit(FULL, &p->flags))
		kfree(cup);
	clear_bit(FULL, &p->flags);
	cup = kmalloc(4, GFP_KERNEL);
	if (!test_and_clear_bit(FULL, &p->flags))
		kfree(cup);
}

void other_bit_bad(struct pot *p)
{
	char *cup = kmalloc(4, GFP_KERNEL);

	set_bit(HOT, &p->flags);
	if (test_bit(FULL, &p->flags))
		kfree(cup);
	if (test_bit(HOT, &p->flags))
// CHECK: bits.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cup' freed twice: it was already freed when kfree() frees it [custody-double-free]
		kfree(cup);
}

/* A flag in a word: what is done to others leaves it alone. */
struct kettle {
	unsigned int flags;
};

void flag_ok(struct kettle *k)
{
	char *cup = kmalloc(4, GFP_KERNEL);

	k->flags |= 1ul << 31;
	k->flags |= 4;
	k->flags &= ~8u;
	kfree(cup);
	if (!(k->flags & (1ul << 31)))
		kfree(cup);
	k->flags &= ~(1u << 31);
	if (k->flags & (1ul << 31))
		kfree(cup);
}

void flag_bad(struct kettle *k)
{
	char *cup = kmalloc(4, GFP_KERNEL);

	k->flags |= 4;
	kfree(cup);
	if (k->flags & 4)
// CHECK: bits.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cup' freed twice: it was already freed when kfree() frees it [custody-double-free]
		kfree(cup);
}
