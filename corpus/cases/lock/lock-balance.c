/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Locks that nobody but this file knows, by all of its code. */
#include <linux/spinlock.h>

struct driver_ops {
	int (*start)(void *data);
	void (*stop)(void *data);
	int (*poll)(void *data);
};
void register_ops(const struct driver_ops *ops);
void for_each_unit(int (*visit)(void *data));
void give_away(struct mutex *lock);
int ready(void);

struct leaky {
	struct mutex lock;
	int n;
};

static int leaky_poll_bad(void *data)
{
	struct leaky *l = data;

	mutex_lock(&l->lock);
	l->n++;
// CHECK: lock-balance.c:[[@LINE+1]]:{{[0-9]+}}: warning: '&l->lock' is still held at this return, and no function of this file releases it for another [custody-lock-never-released]
	return 0;
}

struct stray {
	spinlock_t lock;
	int n;
};

static void stray_end(struct stray *s)
{
	s->n--;
	spin_unlock(&s->lock);
}

static void stray_stop_bad(void *data)
{
	struct stray *s = data;

	s->n = 0;
// CHECK: lock-balance.c:[[@LINE+1]]:{{[0-9]+}}: warning: stray_end() on '&s->lock', which is not held here: nothing in this file that leads here takes it [custody-lock-never-taken]
	stray_end(s);
}

struct late {
	spinlock_t lock;
	int n;
};

static int late_poll_bad(void *data)
{
	struct late *l = data;

// CHECK: lock-balance.c:[[@LINE+1]]:{{[0-9]+}}: warning: spin_unlock() on '&l->lock', which is not held here: nothing in this file that leads here takes it [custody-lock-never-taken]
	spin_unlock(&l->lock);
	l->n++;
	spin_lock(&l->lock);
	return 0;
}

struct twice {
	struct mutex lock;
	struct twice *next;
	int n;
};

static void count(struct twice *t)
{
	mutex_lock(&t->lock);
	t->n++;
	mutex_unlock(&t->lock);
}

void twice_bad(struct twice *t)
{
	mutex_lock(&t->lock);
// CHECK: lock-balance.c:[[@LINE+1]]:{{[0-9]+}}: warning: count() takes '&t->lock', which is held here already: it waits for itself [custody-lock-taken-twice]
	count(t);
	mutex_unlock(&t->lock);
}

void twice_at_once_bad(struct twice *t)
{
	mutex_lock(&t->lock);
// CHECK: lock-balance.c:[[@LINE+1]]:{{[0-9]+}}: warning: mutex_lock() takes '&t->lock', which is held here already: it waits for itself [custody-lock-taken-twice]
	mutex_lock(&t->lock);
	t->n = 0;
	mutex_unlock(&t->lock);
}

/* Two of a kind, and one whose pointer moves on. */
void two_ok(struct twice *t, struct twice *u)
{
	mutex_lock(&t->lock);
	mutex_lock(&u->lock);
	count(t->next);
	mutex_unlock(&u->lock);
	while (t) {
		mutex_lock(&t->lock);
		t = t->next;
	}
}

/* Only one of the two ways holds it. */
void either_ok(struct twice *t)
{
	if (ready())
		mutex_lock(&t->lock);
	else
		count(t);
	if (ready())
		mutex_unlock(&t->lock);
}

/* What one entrance takes another releases. */
struct pair {
	struct mutex lock;
};

static int pair_start_ok(void *data)
{
	mutex_lock(&((struct pair *)data)->lock);
	return 0;
}

static void pair_stop_ok(void *data)
{
	mutex_unlock(&((struct pair *)data)->lock);
}

/* Called back by code that is called with the lock held. */
struct walk {
	spinlock_t lock;
};
static struct walk walk;

static int walk_one_ok(void *data)
{
	spin_unlock(&walk.lock);
	spin_lock(&walk.lock);
	return 0;
}

static int walk_all_ok(void *data)
{
	spin_lock(&walk.lock);
	for_each_unit(walk_one_ok);
	spin_unlock(&walk.lock);
	return 0;
}

/* Others know the lock. */
struct given {
	struct mutex lock;
};

static int given_start_ok(void *data)
{
	struct given *g = data;

	give_away(&g->lock);
	mutex_lock(&g->lock);
	return 0;
}

struct kref;
struct counted {
	struct kref *ref;
	int n;
};
static struct mutex counted_lock;
int kref_put_mutex(struct kref *ref, void (*release)(struct kref *ref), struct mutex *lock);
void counted_release(struct kref *ref);

/* Where it drops the last one, it has the lock. */
static void counted_stop_ok(void *data)
{
	struct counted *c = data;

	if (kref_put_mutex(c->ref, counted_release, &counted_lock))
		mutex_unlock(&counted_lock);
}

static const struct driver_ops all[] = {
	{ .poll = leaky_poll_bad, .stop = stray_stop_bad },
	{ .poll = late_poll_bad },
	{ .start = pair_start_ok, .stop = pair_stop_ok },
	{ .poll = walk_all_ok },
	{ .start = given_start_ok },
	{ .stop = counted_stop_ok },
};

void register_all_ok(void)
{
	for (int i = 0; i < 6; i++)
		register_ops(&all[i]);
}
