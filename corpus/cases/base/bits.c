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

/* Also where ways meet that differ in other flags. */
void flags_met_ok(struct kettle *k, int a, int b, int c)
{
	char *cup = kmalloc(4, GFP_KERNEL);

	k->flags = 2;
	if (a)
		k->flags |= 4;
	if (b)
		k->flags |= 8;
	if (c)
		k->flags |= 16;
	kfree(cup);
	if (!(k->flags & 2))
		kfree(cup);
	if (k->flags & 32)
		kfree(cup);
}

void flags_met_bad(struct kettle *k, int a, int b, int c)
{
	char *cup = kmalloc(4, GFP_KERNEL);

	k->flags = 2;
	if (a)
		k->flags |= 4;
	if (b)
		k->flags |= 8;
	if (c)
		k->flags |= 16;
	kfree(cup);
	if (k->flags & 8)
// CHECK: bits.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'cup' freed twice: it was already freed when kfree() frees it [custody-double-free]
		kfree(cup);
}

/* A question asked twice, once each way round. */
enum heat { COLD, WARM };
struct stove {
	enum heat heat;
	int pots;
};

int asked_both_ways_ok(struct stove *s)
{
	int warm = s->heat == WARM;

	if (s->heat != WARM)
		kfree(s);
	return warm ? s->pots : 0;
}

int asked_both_ways_bad(struct stove *s)
{
	int warm = s->heat == WARM;

	if (s->heat == WARM)
		kfree(s);
// CHECK: bits.c:[[@LINE+1]]:{{[0-9]+}}: warning: 's->pots' used after it was freed [custody-use-after-free]
	return warm ? s->pots : 0;
}

/* The first to call a small helper is too small itself to ask what it says: the next one still learns it. */
static inline int pot_hot(struct pot *p)
{
	return test_bit(HOT, &p->flags);
}

static inline int pot_ready(struct pot *p)
{
	return pot_hot(p);
}

void helper_of_helper_ok(struct pot *p)
{
	char *cup = pot_ready(p) ? kmalloc(4, GFP_KERNEL) : NULL;

	kfree(cup);
}

void helper_ok(struct pot *p, char *cup)
{
	if (pot_hot(p))
		kfree(cup);
	if (!pot_hot(p))
		kfree(cup);
}
