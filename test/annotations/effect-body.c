/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A function with a body keeps its own word. */
#include "custody.h"

struct lock {
	int word;
};
struct dev {
	struct lock lock;
	int count;
};
struct brew {
	int strength;
};
void brew_drop(struct brew *b __owned);
void take(struct lock *l) __acquires_lock(l);
void give(struct lock *l) __releases_lock(l);

void pour_bad(struct brew *b __owned)
{
	if (!b->strength)
// CHECK: effect-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-owned-leak]
		return;
	brew_drop(b);
}

void pour_ok(struct brew *b __owned)
{
	brew_drop(b);
}

void taste_bad(struct brew *b __borrowed)
{
// CHECK: effect-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-borrowed-handover]
	brew_drop(b);
}

void count_bad(struct dev *d) __locked_by(d->lock)
{
// CHECK: effect-body.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [custody-lock-held-twice]
	take(&d->lock);
	d->count++;
	give(&d->lock);
}
