/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
struct lockdep_map {
	int key;
};
struct mutex {
	int owner;
	struct lockdep_map dep_map;
};
struct spinlock {
	union {
		int raw;
		struct {
			char padding[4];
			struct lockdep_map dep_map;
		};
	};
};
void mutex_lock(struct mutex *lock);
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
void spin_lock(struct spinlock *lock);
void spin_unlock(struct spinlock *lock);
int lock_is_held(const struct lockdep_map *map);
void warn(void);
#define lockdep_assert_held(l)               \
	do {                                 \
		if (!lock_is_held(&(l)->dep_map)) \
			warn();              \
	} while (0)
#define lockdep_assert_not_held(l)           \
	do {                                 \
		if (lock_is_held(&(l)->dep_map)) \
			warn();              \
	} while (0)

struct kiln {
	struct mutex lock;
	struct spinlock fire;
	int pots, heat;
};
void kiln_wait(void);

static void kiln_add(struct kiln *k, int n)
{
	lockdep_assert_held(&k->lock);
	k->pots += n;
}

static void kiln_heat(struct kiln *k, int n)
{
	lockdep_assert_held(&k->fire);
	k->heat = n;
}

static void kiln_reset(struct kiln *k)
{
	kiln_add(k, -k->pots);
}

void add_bad(struct kiln *k)
{
	mutex_lock(&k->lock);
	kiln_add(k, 1);
	mutex_unlock(&k->lock);
// CHECK: asserted-lock-released.c:[[@LINE+1]]:{{[0-9]+}}: warning: kiln_add() asserts that 'k->lock' is held; it was released before [custody-asserted-lock-released]
	kiln_add(k, 1);
}

/* The way out for errors comes from both sides of the unlock. */
int retry_bad(struct kiln *k, int n)
{
	mutex_lock(&k->lock);
	if (k->pots == n) {
		mutex_unlock(&k->lock);
		goto err;
	}
	kiln_add(k, n);
	mutex_unlock(&k->lock);
	return 0;
err:
// CHECK: asserted-lock-released.c:[[@LINE+1]]:{{[0-9]+}}: warning: kiln_reset() asserts that 'k->lock' is held; it was released before [custody-asserted-lock-released]
	kiln_reset(k);
	return -16;
}

void heat_bad(struct kiln *k)
{
	spin_lock(&k->fire);
	kiln_heat(k, 900);
	spin_unlock(&k->fire);
// CHECK: asserted-lock-released.c:[[@LINE+1]]:{{[0-9]+}}: warning: kiln_heat() asserts that 'k->fire' is held; it was released before [custody-asserted-lock-released]
	kiln_heat(k, 0);
}

void again_ok(struct kiln *k)
{
	mutex_lock(&k->lock);
	kiln_add(k, 1);
	mutex_unlock(&k->lock);
	kiln_wait();
	mutex_lock(&k->lock);
	kiln_add(k, 1);
	mutex_unlock(&k->lock);
}

int try_ok(struct kiln *k)
{
	if (!mutex_trylock(&k->lock))
		return -16;
	kiln_reset(k);
	mutex_unlock(&k->lock);
	return 0;
}

/* Its callers may hold it. */
void caller_ok(struct kiln *k)
{
	kiln_add(k, 1);
}

/* This one asks for the opposite. */
static void kiln_sweep(struct kiln *k)
{
	lockdep_assert_not_held(&k->lock);
	mutex_lock(&k->lock);
	k->pots = 0;
	mutex_unlock(&k->lock);
}

void sweep_ok(struct kiln *k)
{
	mutex_lock(&k->lock);
	kiln_add(k, 1);
	mutex_unlock(&k->lock);
	kiln_sweep(k);
}

/* The caller's lock is given back while it waits: it says that it has it. */
struct clock_ops {
	void (*read)(struct kiln *k);
};
void clock_register(const struct clock_ops *ops, struct kiln *k);

static void clock_read_ok(struct kiln *k)
{
	lockdep_assert_held(&k->fire);
	spin_unlock(&k->fire);
	kiln_wait();
	spin_lock(&k->fire);
}

static const struct clock_ops clock = { .read = clock_read_ok };

void clock_start(struct kiln *k)
{
	clock_register(&clock, k);
}
