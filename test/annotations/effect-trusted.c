/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What is trusted is not checked; the same code beside it is. */
#include "custody.h"

struct brew {
	int strength;
};
struct brew *brew_new(void) __owned;
void brew_drop(struct brew *b __owned);

void twice_bad(struct brew *b)
{
	brew_drop(b);
// CHECK: effect-trusted.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'b' handed over twice{{.*}} [custody-double-handover]
	brew_drop(b);
}

__trusted("brew_drop() does nothing on this board") void twice_ok(struct brew *b)
{
	brew_drop(b);
	brew_drop(b);
}

void block_ok(struct brew *b)
{
	brew_drop(b);
	__trusted_block("brew_drop() does nothing on this board") {
		brew_drop(b);
	}
}

void block_bad(struct brew *b, struct brew *c)
{
	brew_drop(b);
	__trusted_block("brew_drop() does nothing on this board") {
		brew_drop(b);
	}
	brew_drop(c);
// CHECK: effect-trusted.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c' handed over twice{{.*}} [custody-double-handover]
	brew_drop(c);
}

int declaration_ok(struct brew *b)
{
	brew_drop(b);
	__trusted("freed later, by firmware") int strength = b->strength;
	return strength;
}

__custody_allow("double-handover", "brew_drop() does nothing on this board") void allow_ok(struct brew *b)
{
	brew_drop(b);
	brew_drop(b);
}

/* Only the rule that was named. */
__custody_allow("double-handover", "brew_drop() does nothing on this board") int allow_bad(struct brew *b)
{
	struct brew *c = brew_new();

	brew_drop(b);
	brew_drop(b);
	if (!c)
		return 0;
	brew_drop(c);
// CHECK: effect-trusted.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->strength' used after it was handed over [custody-use-after-handover]
	return c->strength;
}
