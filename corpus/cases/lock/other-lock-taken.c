/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Elsewhere the list is changed under one lock of its record, here under another one. */
#include <linux/list.h>
#include <linux/spinlock.h>

void list_splice_tail_init(struct list_head *list, struct list_head *head);
void list_move(struct list_head *entry, struct list_head *head);

struct job {
	struct list_head entry;
	int id;
};
struct engine {
	spinlock_t lock, irq_lock;
	struct mutex mutex;
	struct list_head queue, done, idle, spare, both;
	int running;
};

void engine_queue(struct engine *e, struct job *j)
{
	spin_lock(&e->lock);
	list_add_tail(&j->entry, &e->queue);
	spin_unlock(&e->lock);
}

void engine_urgent(struct engine *e, struct job *j)
{
	spin_lock(&e->lock);
	list_add(&j->entry, &e->queue);
	spin_unlock(&e->lock);
}

void requeue_bad(struct engine *e, struct job *j)
{
	spin_lock(&e->irq_lock);
	e->running--;
// CHECK: other-lock-taken.c:[[@LINE+1]]:{{[0-9]+}}: warning: list_add() on '&e->queue' without 'lock', which is held wherever else it is done in this file [custody-lock-not-taken]
	list_add(&j->entry, &e->queue);
	spin_unlock(&e->irq_lock);
}

void finish_bad(struct engine *e, struct job *j)
{
	mutex_lock(&e->mutex);
	if (j->id)
// CHECK: other-lock-taken.c:[[@LINE+1]]:{{[0-9]+}}: warning: list_add_tail() on '&e->done' without 'lock', which is held wherever else it is done in this file [custody-lock-not-taken]
		list_add_tail(&j->entry, &e->done);
	mutex_unlock(&e->mutex);
}

void engine_finish(struct engine *e, struct job *j)
{
	spin_lock(&e->lock);
	list_add_tail(&j->entry, &e->done);
	spin_unlock(&e->lock);
}

void engine_finish_all(struct engine *e, struct list_head *jobs)
{
	spin_lock(&e->lock);
	list_splice_tail_init(jobs, &e->done);
	spin_unlock(&e->lock);
}

/* One site each: one of them is wrong. */
void idle_bad(struct engine *e, struct job *j)
{
	spin_lock(&e->lock);
	list_move(&j->entry, &e->idle);
	spin_unlock(&e->lock);
}

void engine_idle(struct engine *e, struct job *j)
{
	spin_lock(&e->irq_lock);
// CHECK: other-lock-taken.c:[[@LINE+1]]:{{[0-9]+}}: warning: list_move() on '&e->idle' without 'lock', which is held wherever else it is done in this file [custody-lock-not-taken]
	list_move(&j->entry, &e->idle);
	spin_unlock(&e->irq_lock);
}

/* Both are held where the other one alone is held elsewhere. */
void spare_ok(struct engine *e, struct job *j)
{
	mutex_lock(&e->mutex);
	spin_lock(&e->lock);
	list_add(&j->entry, &e->spare);
	spin_unlock(&e->lock);
	mutex_unlock(&e->mutex);
}

void engine_spare(struct engine *e, struct job *j)
{
	spin_lock(&e->lock);
	list_add(&j->entry, &e->spare);
	spin_unlock(&e->lock);
}

/* Its caller holds the lock of the others. */
static void add_both(struct engine *e, struct job *j)
{
	spin_lock(&e->irq_lock);
	list_add(&j->entry, &e->both);
	spin_unlock(&e->irq_lock);
}

void both_ok(struct engine *e, struct job *j)
{
	spin_lock(&e->lock);
	add_both(e, j);
	spin_unlock(&e->lock);
}

void engine_both(struct engine *e, struct job *j)
{
	spin_lock(&e->lock);
	list_add(&j->entry, &e->both);
	spin_unlock(&e->lock);
}

/* An element goes from list to list, each under its own lock. */
struct item {
	struct list_head entry;
};
struct shelf {
	spinlock_t in_lock, out_lock;
	struct list_head in, out;
};

void arrive_ok(struct shelf *s, struct item *i)
{
	spin_lock(&s->in_lock);
	list_add(&i->entry, &s->in);
	spin_unlock(&s->in_lock);
}

void leave_ok(struct shelf *s, struct item *i)
{
	spin_lock(&s->out_lock);
	list_add(&i->entry, &s->out);
	spin_unlock(&s->out_lock);
}
