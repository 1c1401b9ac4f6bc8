/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include "custody.h"
#include <linux/slab.h>

struct brew {
	int strength;
};
struct pot {
	struct brew *in;
};

struct brew *brew_new(void) __owned;
struct brew *brew_look(struct pot *p) __borrowed_from(p);
void brew_pour(struct pot *p, struct brew *b __owned);
void brew_drop(struct brew *b __owned);
void brew_taste(struct brew *b __borrowed);

int use_bad(struct pot *p)
{
	struct brew *b = brew_new();

	if (!b)
		return -1;
	brew_pour(p, b);
// CHECK: handover.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b->strength' used after it was handed over [custody-use-after-handover]
	return b->strength;
}

void lend_bad(struct pot *p)
{
	struct brew *b = brew_new();

	if (!b)
		return;
	brew_pour(p, b);
// CHECK: handover.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b' used after it was handed over [custody-use-after-handover]
	brew_taste(b);
}

int use_ok(struct pot *p)
{
	struct brew *b = brew_new();
	int strength;

	if (!b)
		return -1;
	brew_taste(b);
	strength = b->strength;
	brew_pour(p, b);
	return strength;
}

void twice_bad(struct pot *p, int hot)
{
	struct brew *b = brew_new();

	if (!b)
		return;
	if (hot)
		brew_pour(p, b);
// CHECK: handover.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b' handed over twice: it has a new owner already when brew_drop() takes it over [custody-double-handover]
	brew_drop(b);
}

void twice_ok(struct pot *p, int hot)
{
	struct brew *b = brew_new();

	if (!b)
		return;
	if (hot)
		brew_pour(p, b);
	else
		brew_drop(b);
}

void looked_at_bad(struct pot *p)
{
	struct brew *b = brew_look(p);

	if (b)
// CHECK: handover.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b' is only borrowed, but brew_drop() takes it over [custody-borrowed-handover]
		brew_drop(b);
}

void looked_at_ok(struct pot *p)
{
	struct brew *b = brew_look(p);

	if (b)
		brew_taste(b);
}

int lost_bad(struct pot *p)
{
	struct brew *b = brew_new();

	if (!b)
		return -1;
	if (b->strength < 3)
// CHECK: handover.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b' is owned here, and the last pointer to it is lost [custody-owned-leak]
		return -2;
	brew_pour(p, b);
	return 0;
}

int lost_ok(struct pot *p)
{
	struct brew *b = brew_new();

	if (!b)
		return -1;
	if (b->strength < 3) {
		brew_drop(b);
		return -2;
	}
	brew_pour(p, b);
	return 0;
}

/* Who is given an object owned may free it. */
void brew_spill_ok(struct brew *b __owned)
{
	kfree(b);
}

void brew_spill_sometimes_bad(struct brew *b __owned, int hot)
{
	if (hot)
		kfree(b);
// CHECK: handover.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b' is owned here, and the last pointer to it is lost [custody-owned-leak]
}

int brew_made_ok(void)
{
	struct brew *b = brew_new();
	int strength;

	if (!b)
		return -1;
	strength = b->strength;
	kfree(b);
	return strength;
}

/* Who could not take it has left it to whom it was. */
int brew_try(struct brew *b) __when(zero, owned(b)) __when(negative, borrowed(b));

int tried_ok(void)
{
	struct brew *b = brew_new();
	int ret;

	if (!b)
		return -1;
	ret = brew_try(b);
	if (ret < 0)
		brew_drop(b);
	return ret;
}

int tried_bad(void)
{
	struct brew *b = brew_new();

	if (!b)
		return -1;
// CHECK: handover.c:[[@LINE+2]]:{{[0-9]+}}: warning: 'b' is owned here, and the last pointer to it is lost [custody-owned-leak]
	if (brew_try(b) < 0)
		return -1;
	return 0;
}
