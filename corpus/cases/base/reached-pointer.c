/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What a path has read from by a pointer is no NULL pointer. */
#include <linux/slab.h>
#include <linux/workqueue.h>

struct engine {
	int rate;
};
struct watch {
	struct delayed_work work;
	struct engine *engine;
};
void watch_expired(struct work_struct *work);
void engine_reset(struct engine *e);

static void watch_start(struct watch *w, struct engine *e)
{
	w->engine = e;
	INIT_DELAYED_WORK(&w->work, watch_expired);
	schedule_delayed_work(&w->work, 10);
}

static void watch_stop(struct watch *w)
{
	cancel_delayed_work_sync(&w->work);
	w->engine = NULL;
}

int reset_ok(struct engine *e)
{
	int rate = e->rate;
	struct watch *w = kzalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	for (watch_start(w, e); w->engine; watch_stop(w))
		engine_reset(e);
	kfree(w);
	return rate;
}

int reset_bad(struct engine *e)
{
	struct watch *w = kzalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return -ENOMEM;
	for (watch_start(w, e); w->engine; watch_stop(w))
		engine_reset(e);
// CHECK: reached-pointer.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'w->work' may still run when kfree() ends what holds it: it was queued with a delay and not cancelled [custody-free-while-armed]
	kfree(w);
	return e->rate;
}
