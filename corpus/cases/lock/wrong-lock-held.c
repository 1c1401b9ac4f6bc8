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

/* Two shops are meant: of one alone nobody would be given two. */
int either_bad(struct shop *this, struct shop *other)
{
	int n;

	mutex_lock(&this->lock);
// CHECK: wrong-lock-held.c:[[@LINE+1]]:{{[0-9]+}}: warning: count() asserts that 'other->lock' is held; what is held here is 'this->lock' [custody-wrong-lock-held]
	n = count(other);
	mutex_unlock(&this->lock);
	return n;
}

static void move(struct shop *from, struct shop *to, int pots)
{
	mutex_lock(&from->lock);
	from->pots -= pots;
// CHECK: wrong-lock-held.c:[[@LINE+1]]:{{[0-9]+}}: warning: count() asserts that 'to->lock' is held; what is held here is 'from->lock' [custody-wrong-lock-held]
	if (count(to) < 3)
		to->pots += pots;
	mutex_unlock(&from->lock);
}

void all_moved(struct shop *from)
{
	move(from, from->next, from->pots);
}

int both_ok(struct shop *this, struct shop *other)
{
	int n;

	mutex_lock(&this->lock);
	mutex_lock(&other->lock);
	n = count(this) + count(other);
	mutex_unlock(&other->lock);
	mutex_unlock(&this->lock);
	return n;
}

/* It is called for one shop. */
static int counted_ok(struct shop *this, struct shop *other)
{
	int n;

	mutex_lock(&this->lock);
	n = count(other);
	mutex_unlock(&this->lock);
	return n;
}

int counted(struct shop *s)
{
	return counted_ok(s, s);
}

int other_ok(struct shop *this, struct shop *other)
{
	int n;

	mutex_lock(&other->lock);
	n = this == other ? 0 : count(other);
	mutex_unlock(&other->lock);
	return n;
}
