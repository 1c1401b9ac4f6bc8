/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
struct lockdep_map {
	int key;
};
struct mutex {
	int owner;
	struct lockdep_map dep_map;
};
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
int lock_is_held(const struct lockdep_map *map);
void warn(void);
#define lockdep_assert_held(l)               \
	do {                                 \
		if (!lock_is_held(&(l)->dep_map)) \
			warn();              \
	} while (0)

struct gate {
	struct mutex lock;
	int open, masked;
};

static int __gate_mask_bad(struct gate *g)
{
	lockdep_assert_held(&g->lock);
	g->masked = 1;
	return g->open;
}

int gate_mask_bad(struct gate *g)
{
// CHECK: asserted-lock-not-held.c:[[@LINE+1]]:{{[0-9]+}}: warning: __gate_mask_bad() asserts that 'lock' is held; nothing has taken it here [custody-asserted-lock-not-held]
	return __gate_mask_bad(g);
}

static void __gate_open_ok(struct gate *g)
{
	lockdep_assert_held(&g->lock);
	g->open = 1;
}

void gate_open_ok(struct gate *g)
{
	mutex_lock(&g->lock);
	__gate_open_ok(g);
	mutex_unlock(&g->lock);
}

/* It says that its own callers hold the lock. */
static void __gate_shut_ok(struct gate *g)
{
	lockdep_assert_held(&g->lock);
	g->open = 0;
}

void gate_shut_ok(struct gate *g)
{
	lockdep_assert_held(&g->lock);
	__gate_shut_ok(g);
}

/* The name says nothing: who calls it may hold the lock. */
void gate_reset_ok(struct gate *g)
{
	__gate_shut_ok(g);
}

/* Called in this file, with the lock. */
static void __gate_turn_ok(struct gate *g)
{
	lockdep_assert_held(&g->lock);
	g->open = !g->open;
}

static void gate_turn_ok(struct gate *g)
{
	__gate_turn_ok(g);
}

void gate_spin(struct gate *g)
{
	mutex_lock(&g->lock);
	gate_turn_ok(g);
	mutex_unlock(&g->lock);
}

/* A lock whose map lies deeper. */
struct spinlock {
	union {
		int raw;
		struct {
			char padding[4];
			struct lockdep_map dep_map;
		};
	};
};
void spin_lock(struct spinlock *lock);
void spin_unlock(struct spinlock *lock);

struct tap {
	struct spinlock lock;
	int drops;
};

static void __tap_drip_bad(struct tap *t)
{
	lockdep_assert_held(&t->lock);
	t->drops++;
}

void tap_drip_bad(struct tap *t)
{
// CHECK: asserted-lock-not-held.c:[[@LINE+1]]:{{[0-9]+}}: warning: __tap_drip_bad() asserts that 'lock' is held; nothing has taken it here [custody-asserted-lock-not-held]
	__tap_drip_bad(t);
}

static void __tap_run_ok(struct tap *t)
{
	lockdep_assert_held(&t->lock);
	t->drops += 100;
}

void tap_run_ok(struct tap *t)
{
	spin_lock(&t->lock);
	__tap_run_ok(t);
	spin_unlock(&t->lock);
}

/* Something of another file, which is named so, takes it. */
void wall_lock(struct tap *t);
void wall_unlock(struct tap *t);

static void __tap_shut_ok(struct tap *t)
{
	lockdep_assert_held(&t->lock);
	t->drops = 0;
}

void tap_shut_ok(struct tap *t)
{
	wall_lock(t);
	__tap_shut_ok(t);
	wall_unlock(t);
}


/* What others call is seen: it stands in their table, and no way to it takes the lock. */
#include "asserted-lock-ops.h"

/* A table that this file has for itself: who calls through it may hold the lock. */
struct tap_kind {
	void (*drain)(struct tap *t, int by);
};

static void tap_set(struct tap *t, int n)
{
	lockdep_assert_held(&t->lock);
	t->drops = n;
}

static void tap_add(struct tap *t, int n)
{
	tap_set(t, t->drops + n);
}

static void turn_bad(struct tap *t, int by)
{
	if (by)
// CHECK: asserted-lock-not-held.c:[[@LINE+1]]:{{[0-9]+}}: warning: tap_set() asserts that 'lock' is held; nothing has taken it here [custody-asserted-lock-not-held]
		tap_set(t, by);
}

static void turn_more_bad(struct tap *t, int by)
{
// CHECK: asserted-lock-not-held.c:[[@LINE+1]]:{{[0-9]+}}: warning: tap_add() asserts that 'lock' is held; nothing has taken it here [custody-asserted-lock-not-held]
	tap_add(t, by);
}

static void turn_ok(struct tap *t, int by)
{
	spin_lock(&t->lock);
	tap_add(t, by);
	spin_unlock(&t->lock);
}

/* Asserted for some only. */
static void tap_show(struct tap *t, int locked)
{
	if (locked)
		lockdep_assert_held(&t->lock);
	t->drops--;
}

static void turn_shown_ok(struct tap *t, int by)
{
	tap_show(t, 0);
}

static void drain_ok(struct tap *t, int by)
{
	tap_set(t, by);
}

const struct tap_kind tap_kind = { .drain = drain_ok };
const struct tap_ops tap_ops[] = {
	{ .turn = turn_bad }, { .turn = turn_more_bad }, { .turn = turn_ok }, { .turn = turn_shown_ok },
};
