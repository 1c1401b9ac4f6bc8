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

/* When it has run the record is gone: where the record is freed by others, it was not queued. */
struct parcel {
	struct work_struct work;
	int weight;
};
int parcel_post(struct parcel *p);

static void parcel_done(struct work_struct *work)
{
	struct parcel *p = container_of(work, struct parcel, work);

	kfree(p);
}

void parcel_arrived(struct parcel *p)
{
	INIT_WORK(&p->work, parcel_done);
	schedule_work(&p->work);
}

int parcel_send_ok(struct parcel *p)
{
	int error = parcel_post(p);

	if (error)
		kfree(p);
	return error;
}

struct letter {
	struct work_struct work;
	int weight;
};

static void letter_read(struct work_struct *work)
{
	struct letter *l = container_of(work, struct letter, work);

	l->weight = 0;
}

void letter_arrived(struct letter *l)
{
	INIT_WORK(&l->work, letter_read);
	schedule_work(&l->work);
}

void letter_throw_bad(struct letter *l)
{
// CHECK: free-while-armed-seen-to.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'l->work' may still run when kfree() ends what holds it: it was scheduled and not cancelled [custody-free-while-armed]
	kfree(l);
}
