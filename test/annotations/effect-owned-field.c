/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What is stored in an owned member has its owner there; what is read from it is only borrowed. */
#include "custody.h"

struct brew {
	int strength;
};
struct pot {
	struct brew *in __owned;
	struct brew *last __borrowed_from(in);
};
struct brew *brew_new(void) __owned;
void brew_drop(struct brew *b __owned);

void kept_bad(struct pot *p)
{
	struct brew *b = brew_new();

	if (!b)
		return;
	p->in = b;
// CHECK: effect-owned-field.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-double-handover]
	brew_drop(b);
}

/* A borrowed member keeps nothing. */
void lent_bad(struct pot *p)
{
	struct brew *b = brew_new();

	if (!b)
		return;
	p->last = b;
// CHECK: effect-owned-field.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-owned-leak]
}

void kept_ok(struct pot *p)
{
	struct brew *b = brew_new();

	if (!b)
		return;
	p->in = b;
	p->last = b;
}
