/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

void relax(void);
struct irq_work {
	void (*func)(struct irq_work *work);
};
bool irq_work_queue(struct irq_work *work);

/* The loop sees to all that are there, and where it finds none there is none to be freed. */
struct listed {
	struct list_head list;
	struct delayed_work cleanup;
};
struct agent {
	struct list_head all;
};

void received(struct listed *r)
{
	schedule_delayed_work(&r->cleanup, 100);
}

void agent_ok(struct agent *a)
{
	struct listed *r, *next;

	list_for_each_entry(r, &a->all, list)
		cancel_delayed_work(&r->cleanup);
	relax();
	list_for_each_entry_safe(r, next, &a->all, list) {
		list_del(&r->list);
		kfree(r);
	}
}

struct listed_bare {
	struct list_head list;
	struct delayed_work cleanup;
};

void received_bare(struct listed_bare *r)
{
	schedule_delayed_work(&r->cleanup, 100);
}

void agent_bad(struct agent *a)
{
	struct listed_bare *r, *next;

	list_for_each_entry_safe(r, next, &a->all, list) {
		list_del(&r->list);
// CHECK: free-while-armed-seen-to.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}}cleanup' may still run when kfree() ends what holds it: it was queued with a delay and not cancelled [custody-free-while-armed]
		kfree(r);
	}
}

/* What it waits for comes at the end of what was to run. */
struct asked {
	struct irq_work work;
	struct completion done;
	int answer;
};

int ask_ok(struct asked *o)
{
	int answer;

	irq_work_queue(&o->work);
	wait_for_completion(&o->done);
	answer = o->answer;
	kfree(o);
	return answer;
}

void ask_bad(struct asked *o)
{
	irq_work_queue(&o->work);
// CHECK: free-while-armed-seen-to.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'o->work' may still run when kfree() ends what holds it: it was queued and not cancelled [custody-free-while-armed]
	kfree(o);
}
