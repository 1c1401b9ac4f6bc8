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

struct shop {
	struct mutex lock;
	struct shop *next;
	int pots;
};

static int count(struct shop *s)
{
	lockdep_assert_held(&s->lock);
	return s->pots;
}

int all_bad(struct shop *first, struct shop *this)
{
	int n = 0;

	for (struct shop *s = first; s; s = s->next) {
		if (s == this)
			continue;
		mutex_lock(&this->lock);
// CHECK: wrong-lock-held.c:[[@LINE+1]]:{{[0-9]+}}: warning: count() asserts that {{.*}} is held; what is held here is 'this->lock' [custody-wrong-lock-held]
		n += count(s);
		mutex_unlock(&this->lock);
	}
	return n;
}

int all_ok(struct shop *first, struct shop *this)
{
	int n = 0;

	for (struct shop *s = first; s; s = s->next) {
		if (s == this)
			continue;
		mutex_lock(&s->lock);
		n += count(s);
		mutex_unlock(&s->lock);
	}
	return n;
}

/* They may be one shop. */
int either_ok(struct shop *this, struct shop *other)
{
	int n;

	mutex_lock(&this->lock);
	n = count(other);
	mutex_unlock(&this->lock);
	return n;
}
