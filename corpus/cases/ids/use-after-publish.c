/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/xarray.h>

struct queue {
	struct kref ref;
	int priority;
};
struct client {
	struct mutex lock;
	struct xarray queues, marked, guarded;
};
struct queue *queue_new(int priority);
void queue_free(struct kref *ref);

/* What any thread of the process may do with a number that it guessed. */
int destroy_ok(struct client *f, u32 id)
{
	struct queue *q = xa_erase(&f->queues, id);

	if (!q)
		return -ENOENT;
	kref_put(&q->ref, queue_free);
	return 0;
}

int create_bad(struct client *f, u32 *id, int priority)
{
	struct queue *q = queue_new(priority);
	int ret;

	if (!q)
		return -ENOMEM;
	ret = xa_alloc(&f->queues, id, q, xa_limit_32b, GFP_KERNEL);
	if (ret) {
		kref_put(&q->ref, queue_free);
		return ret;
	}
// CHECK: use-after-publish.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'q->priority' used after it was entered in a table: whoever guesses the number may have dropped it [custody-use-after-publish]
	q->priority = priority;
	return 0;
}

int create_ok(struct client *f, u32 *id, int priority)
{
	struct queue *q = queue_new(priority);
	int ret;

	if (!q)
		return -ENOMEM;
	q->priority = priority;
	ret = xa_alloc(&f->queues, id, q, xa_limit_32b, GFP_KERNEL);
	if (ret)
		kref_put(&q->ref, queue_free);
	return ret;
}

int held_ok(struct client *f, u32 *id, int priority)
{
	struct queue *q = queue_new(priority);
	int ret;

	if (!q)
		return -ENOMEM;
	kref_get(&q->ref);
	ret = xa_alloc(&f->queues, id, q, xa_limit_32b, GFP_KERNEL);
	if (!ret)
		q->priority = priority;
	kref_put(&q->ref, queue_free);
	return ret;
}

/* Only what was marked is taken out. */
int destroy_marked_ok(struct client *f, u32 id)
{
	struct queue *q = NULL;

	if (xa_get_mark(&f->marked, id, 1))
		q = xa_erase(&f->marked, id);
	if (!q)
		return -ENOENT;
	kref_put(&q->ref, queue_free);
	return 0;
}

int create_marked_ok(struct client *f, u32 *id, int priority)
{
	struct queue *q = queue_new(priority);
	int ret;

	if (!q)
		return -ENOMEM;
	ret = xa_alloc(&f->marked, id, q, xa_limit_32b, GFP_KERNEL);
	if (ret) {
		kref_put(&q->ref, queue_free);
		return ret;
	}
	q->priority = priority;
	xa_set_mark(&f->marked, *id, 1);
	return 0;
}

int destroy_guarded_ok(struct client *f, u32 id)
{
	struct queue *q;

	mutex_lock(&f->lock);
	q = xa_erase(&f->guarded, id);
	mutex_unlock(&f->lock);
	if (!q)
		return -ENOENT;
	kref_put(&q->ref, queue_free);
	return 0;
}

/* Until the lock is given back, nobody takes it out. */
int create_guarded_ok(struct client *f, u32 *id, int priority)
{
	struct queue *q = queue_new(priority);
	int ret;

	if (!q)
		return -ENOMEM;
	mutex_lock(&f->lock);
	ret = xa_alloc(&f->guarded, id, q, xa_limit_32b, GFP_KERNEL);
	if (!ret)
		q->priority = priority;
	mutex_unlock(&f->lock);
	if (ret)
		kref_put(&q->ref, queue_free);
	return ret;
}

int create_guarded_bad(struct client *f, u32 *id, int priority)
{
	struct queue *q = queue_new(priority);
	int ret;

	if (!q)
		return -ENOMEM;
	mutex_lock(&f->lock);
	ret = xa_alloc(&f->guarded, id, q, xa_limit_32b, GFP_KERNEL);
	mutex_unlock(&f->lock);
	if (ret) {
		kref_put(&q->ref, queue_free);
		return ret;
	}
// CHECK: use-after-publish.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'q->priority' used after it was entered in a table: whoever guesses the number may have dropped it [custody-use-after-publish]
	q->priority = priority;
	return 0;
}

/* A guard gives the lock back at the end of its scope. */
typedef struct mutex *class_mutex_t;
class_mutex_t class_mutex_constructor(struct mutex *lock);
void class_mutex_destructor(class_mutex_t *guard);

int create_in_scope_ok(struct client *f, u32 id)
{
	class_mutex_t guard __attribute__((cleanup(class_mutex_destructor))) = class_mutex_constructor(&f->lock);
	struct queue *q = queue_new(0);

	if (!q)
		return -ENOMEM;
	if (xa_alloc(&f->guarded, &id, q, xa_limit_32b, GFP_KERNEL)) {
		kref_put(&q->ref, queue_free);
		return -ENOMEM;
	}
	q->priority = 1;
	return id;
}

/* Numbers of the driver's own: who made the entry keeps its number and gives it back, and nothing is counted. */
struct vector {
	int index;
};
struct vectors {
	struct xarray entries;
	int count;
};
void vectors_free(struct vectors *v, int index)
{
	struct vector *one = xa_erase(&v->entries, index);

	kfree(one);
}

struct vector *own_number_ok(struct vectors *v)
{
	struct vector *one = kzalloc(sizeof(*one), GFP_KERNEL);
	u32 index;

	if (!one)
		return NULL;
	if (xa_alloc(&v->entries, &index, one, xa_limit_32b, GFP_KERNEL)) {
		kfree(one);
		return NULL;
	}
	one->index = index;
	return one;
}

/* Whether it was this one is asked for; what was there is not used. */
struct region {
	struct kref ref;
	u32 key;
};
struct regions {
	struct xarray all;
};
void region_free(struct kref *ref);
void complain(void);

void region_drop(struct regions *t, struct region *mine)
{
	struct region *found = xa_erase(&t->all, mine->key);

	if (found != mine)
		complain();
	kref_put(&mine->ref, region_free);
}

int region_ok(struct regions *t, struct region *mine)
{
	u32 key;

	if (xa_alloc(&t->all, &key, mine, xa_limit_32b, GFP_KERNEL))
		return -ENOMEM;
	mine->key = key;
	return 0;
}

/* The entry goes from one variable to the other and back. */
void swapped_ok(struct client *f, u32 id)
{
	struct queue *old = xa_erase(&f->guarded, id), *next = NULL;

	for (; id; id--) {
		if (id & 1)
			next = old;
		else
			old = next;
	}
}

/* Who takes it out only leaves word in it: the caller has it, and waits. */
struct wait {
	u32 key;
	int done;
};
struct link {
	struct xarray waits;
	u32 last;
};
u32 answer_key(struct link *l);

void link_answer_ok(struct link *l)
{
	struct wait *w = xa_erase(&l->waits, answer_key(l));

	if (w)
		w->done = 1;
}

int link_ask_ok(struct link *l, struct wait *w)
{
	u32 key;

	if (xa_alloc(&l->waits, &key, w, xa_limit_32b, GFP_KERNEL))
		return -ENOMEM;
	w->key = key;
	return 0;
}
