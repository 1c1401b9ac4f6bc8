/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/workqueue.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/clk.h>
#include <linux/err.h>

struct kettle {
	struct work_struct fill, boil;
	struct clk *clk;
};

static void kettle_fill(struct work_struct *w) { }
static void kettle_boil(struct work_struct *w) { }

int kettle_init(struct kettle *k, struct device *dev)
{
	k->clk = clk_get(dev, NULL);
	if (IS_ERR(k->clk))
		return -ENODEV;
	INIT_WORK(&k->fill, kettle_fill);
	INIT_WORK(&k->boil, kettle_boil);
	return 0;
}

void kettle_use(struct kettle *k)
{
	schedule_work(&k->fill);
	schedule_work(&k->boil);
}

void kettle_exit_bad(struct kettle *k)
{
// CHECK: left-armed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'boil' may still run after this function: it stops 'fill' beside it, and gives back what they use [custody-left-armed]
	cancel_work_sync(&k->fill);
	clk_put(k->clk);
}

struct pot {
	struct work_struct fill, boil, end, again;
	struct clk *clk;
};

static void pot_fill(struct work_struct *w) { }
static void pot_boil(struct work_struct *w) { }
static void pot_again(struct work_struct *w) { }

/* It runs when all is over, and nobody can stop it. */
static void pot_end(struct work_struct *w)
{
	struct pot *p = container_of(w, struct pot, end);

	kfree(p);
}

int pot_init(struct pot *p, struct device *dev)
{
	p->clk = clk_get(dev, NULL);
	if (IS_ERR(p->clk))
		return -ENODEV;
	INIT_WORK(&p->fill, pot_fill);
	INIT_WORK(&p->boil, pot_boil);
	INIT_WORK(&p->end, pot_end);
	INIT_WORK(&p->again, pot_again);
	return 0;
}

void pot_use(struct pot *p)
{
	schedule_work(&p->fill);
	schedule_work(&p->boil);
	schedule_work(&p->end);
}

void pot_exit_ok(struct pot *p)
{
	cancel_work_sync(&p->fill);
	cancel_work_sync(&p->boil);
	clk_put(p->clk);
}

struct tap {
	struct work_struct open, shut;
	struct clk *clk;
};

static void tap_open(struct work_struct *w) { }
static void tap_shut(struct work_struct *w) { }

void tap_init(struct tap *t)
{
	INIT_WORK(&t->open, tap_open);
	INIT_WORK(&t->shut, tap_shut);
}

void tap_use(struct tap *t)
{
	schedule_work(&t->open);
	schedule_work(&t->shut);
}

/* Nothing is taken down here: it is a pause. */
void tap_pause_ok(struct tap *t)
{
	cancel_work_sync(&t->open);
}

/* It stops one under a lock, and goes on: nothing is taken down. */
struct mug {
	struct mutex lock;
	struct work_struct fill, drink;
	int state;
};

static void mug_fill(struct work_struct *w) { }
static void mug_drink(struct work_struct *w) { }

void mug_init(struct mug *m)
{
	INIT_WORK(&m->fill, mug_fill);
	INIT_WORK(&m->drink, mug_drink);
}

void mug_use(struct mug *m)
{
	schedule_work(&m->fill);
	schedule_work(&m->drink);
}

void mug_notify_ok(struct mug *m)
{
	mutex_lock(&m->lock);
	if (m->state)
		cancel_work_sync(&m->fill);
	mutex_unlock(&m->lock);
}
