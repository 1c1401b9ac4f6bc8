/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* Who frees waits for what the timer's function sets, a few calls down. */
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct wait_queue_head {
	int lock;
};
struct wait_queue_entry {
	int flags;
};
void init_wait_entry(struct wait_queue_entry *entry, int flags);
long prepare_to_wait_event(struct wait_queue_head *wq, struct wait_queue_entry *entry, int state);
void finish_wait(struct wait_queue_head *wq, struct wait_queue_entry *entry);
#define wait_event(wq, condition)                                                                  \
	do {                                                                                       \
		struct wait_queue_entry entry;                                                     \
                                                                                                   \
		if (condition)                                                                     \
			break;                                                                     \
		init_wait_entry(&entry, 0);                                                        \
		for (;;) {                                                                         \
			prepare_to_wait_event(wq, &entry, 2);                                      \
			if (condition)                                                             \
				break;                                                             \
			relax();                                                                \
		}                                                                                  \
		finish_wait(wq, &entry);                                                           \
	} while (0)

struct reset {
	struct timer_list poll;
	struct wait_queue_head wq;
	int busy;
};
void relax(void);
void reset_start(struct reset *r);

void reset_poll(struct reset *r)
{
	r->poll.expires = 2;
	add_timer(&r->poll);
}

static void reset_wait(struct reset *r)
{
	wait_event(&r->wq, !r->busy);
}

static void reset_down(struct reset *r)
{
	reset_wait(r);
}

void reset_remove_ok(struct reset *r)
{
	reset_start(r);
	reset_down(r);
	kfree(r);
}

struct probe {
	struct timer_list poll;
	struct wait_queue_head wq;
	int busy;
};

void probe_poll(struct probe *p)
{
	p->poll.expires = 2;
	add_timer(&p->poll);
}

/* It waits for nothing. */
static void probe_down(struct probe *p)
{
	p->busy = 0;
}

void probe_remove_bad(struct probe *p)
{
	probe_down(p);
// CHECK: free-while-armed-waited.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->poll' may still run when kfree() ends what holds it: it was armed and not cancelled [custody-free-while-armed]
	kfree(p);
}

/* Three kinds of work are seen to by a callee that waits. */
struct both {
	struct work_struct work;
	struct completion *done;
};

static void both_wait(struct both *b)
{
	wait_for_completion(b->done);
}

void both_ok(struct both *b)
{
	schedule_work(&b->work);
	both_wait(b);
	kfree(b);
}
