/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/atomic.h>
#include <linux/blk-mq.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

/* Armed and freed on one path */
struct one {
	struct timer_list timer;
	struct work_struct work;
	struct delayed_work poll;
	struct workqueue_struct *wq;
};
int start(struct one *o);

int timer_bad(struct one *o)
{
	mod_timer(&o->timer, jiffies + HZ);
	if (start(o)) {
// CHECK: free-while-armed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'o->timer' may still run when kfree() ends what holds it: it was armed and not cancelled [custody-free-while-armed]
		kfree(o);
// CHECK: note: {{.*}}armed here by mod_timer()
		return -EIO;
	}
	return 0;
}

int timer_ok(struct one *o)
{
	mod_timer(&o->timer, jiffies + HZ);
	if (start(o)) {
		timer_delete_sync(&o->timer);
		kfree(o);
		return -EIO;
	}
	return 0;
}

/* Does not wait for a handler that runs: what the path has just armed itself counts as taken back in time. */
int FN_not_waited_bad(struct one *o)
{
	mod_timer(&o->timer, jiffies + HZ);
	if (start(o)) {
		timer_delete(&o->timer);
		kfree(o);
		return -EIO;
	}
	return 0;
}

/* in the request's private data */
struct cmd {
	struct timer_list timer;
	int id;
};
int send_cmd(struct cmd *cmd);

void request_bad(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	mod_timer(&cmd->timer, jiffies + HZ);
	if (send_cmd(cmd))
// CHECK: free-while-armed.c:[[@LINE+1]]:{{[0-9]+}}: warning: '{{.*}}->timer' may still run when blk_mq_end_request() ends what holds it: it was armed and not cancelled [custody-free-while-armed]
		blk_mq_end_request(rq, BLK_STS_IOERR);
}

void request_ok(struct request *rq)
{
	struct cmd *cmd = blk_mq_rq_to_pdu(rq);

	mod_timer(&cmd->timer, jiffies + HZ);
	if (send_cmd(cmd)) {
		del_timer_sync(&cmd->timer);
		blk_mq_end_request(rq, BLK_STS_IOERR);
	}
}

/* Armed in one function, freed in another: whoever frees has to cancel what the interrupt may have armed. */
struct port {
	struct delayed_work poll;
	struct hrtimer tick;
	int irq;
};

static irqreturn_t port_isr(int irq, void *data)
{
	struct port *p = data;

	schedule_delayed_work(&p->poll, 10);
	hrtimer_start(&p->tick, 1000, HRTIMER_MODE_REL);
	return IRQ_HANDLED;
}

int port_probe(struct port *p)
{
	return request_irq(p->irq, port_isr, 0, "port", p);
}

void port_remove_bad(struct port *p)
{
	free_irq(p->irq, p);
	hrtimer_cancel(&p->tick);
// CHECK: free-while-armed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'p->poll' may still run when kfree() ends what holds it: it was queued with a delay and not cancelled [custody-free-while-armed]
	kfree(p);
// CHECK: note: {{.*}}queued with a delay here
}

struct port2 {
	struct delayed_work poll;
	struct tasklet_struct bh;
	int irq;
};

static irqreturn_t port2_isr(int irq, void *data)
{
	struct port2 *p = data;

	schedule_delayed_work(&p->poll, 10);
	tasklet_schedule(&p->bh);
	return IRQ_HANDLED;
}

int port2_probe(struct port2 *p)
{
	return request_irq(p->irq, port2_isr, 0, "port2", p);
}

void port2_remove_ok(struct port2 *p)
{
	free_irq(p->irq, p);
	tasklet_kill(&p->bh);
	cancel_delayed_work_sync(&p->poll);
	kfree(p);
}

/* destroy_workqueue() does not wait for a timer that has not fired */
struct cache {
	struct workqueue_struct *wq;
	struct delayed_work waker;
};

static void do_waker(struct work_struct *ws)
{
	struct cache *c = container_of(to_delayed_work(ws), struct cache, waker);

	queue_delayed_work(c->wq, &c->waker, HZ);
}

void cache_init(struct cache *c)
{
	INIT_DELAYED_WORK(&c->waker, do_waker);
	queue_delayed_work(c->wq, &c->waker, HZ);
}

void cache_destroy_bad(struct cache *c)
{
	destroy_workqueue(c->wq);
// CHECK: free-while-armed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c->waker' may still run when kfree() ends what holds it: it was queued with a delay and not cancelled [custody-free-while-armed]
	kfree(c);
}

/* the handler of a delayed work may free what holds it */
struct once {
	struct delayed_work dw;
	int id;
};

static void once_run_ok(struct work_struct *ws)
{
	struct once *o = container_of(ws, struct once, dw.work);

	kfree(o);
}

void once_start(struct once *o)
{
	INIT_DELAYED_WORK(&o->dw, once_run_ok);
	schedule_delayed_work(&o->dw, HZ);
}

/*
 * Somebody cancels it, and it may be that this is always done before: where a file cancels an item at all, only
 * a path that arms it itself is held against it.
 */
struct shared {
	struct timer_list timer;
};

void shared_start(struct shared *s)
{
	mod_timer(&s->timer, jiffies + HZ);
}

void shared_stop(struct shared *s)
{
	timer_delete_sync(&s->timer);
}

void FN_shared_free_bad(struct shared *s)
{
	kfree(s);
}

/* a work item's handler may free what holds it */
struct job {
	struct work_struct work;
	int id;
};

static void job_run_ok(struct work_struct *ws)
{
	struct job *job = container_of(ws, struct job, work);

	kfree(job);
}

int job_start_ok(int id)
{
	struct job *job = kzalloc(sizeof(*job), GFP_KERNEL);

	if (!job)
		return -ENOMEM;
	INIT_WORK(&job->work, job_run_ok);
	job->id = id;
	if (id < 0) {
		kfree(job);
		return -EINVAL;
	}
	schedule_work(&job->work);
	return 0;
}

/* draining the queue stops its work items */
struct box {
	struct workqueue_struct *wq;
	struct work_struct work;
};

static void box_run(struct work_struct *ws)
{
}

void box_kick(struct box *b)
{
	INIT_WORK(&b->work, box_run);
	queue_work(b->wq, &b->work);
}

void box_free_ok(struct box *b)
{
	destroy_workqueue(b->wq);
	kfree(b);
}

/* Work that was just set up is not queued yet: queue_work() can't say that it was. */
static int box_post(struct box *b)
{
	INIT_WORK(&b->work, box_run);
	if (!b->wq)
		return -EINVAL;
	if (!queue_work(b->wq, &b->work))
		return -EINVAL;
	return 0;
}

int box_post_ok(struct box *b)
{
	struct box *copy = kmalloc(sizeof(*copy), GFP_KERNEL);
	int ret;

	if (!copy)
		return -ENOMEM;
	copy->wq = b->wq;
	ret = box_post(copy);
	if (ret)
		kfree(copy);
	return ret;
}

int box_post_bad(struct box *b, struct box **lost)
{
	struct box *copy = kmalloc(sizeof(*copy), GFP_KERNEL);
	int ret;

	if (!copy)
		return -ENOMEM;
	copy->wq = b->wq;
	ret = box_post(copy);
	if (ret)
		*lost = copy;
	else
// CHECK: free-while-armed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'copy->work' may still run when kfree() ends what holds it: it was queued and not cancelled [custody-free-while-armed]
		kfree(copy);
	return ret;
}

/* The queue is emptied, whatever is on it. */
int box_flushed_ok(struct box *b)
{
	struct box *copy = kmalloc(sizeof(*copy), GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
	copy->wq = b->wq;
	if (box_post(copy))
		b = NULL;
	flush_workqueue(copy->wq);
	kfree(copy);
	return b ? 0 : -EINVAL;
}

struct completion;
unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout);

/* The work's handler completes it at its end. */
int box_waited_ok(struct box *b, struct completion *done)
{
	struct box *copy = kmalloc(sizeof(*copy), GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
	copy->wq = b->wq;
	if (box_post(copy)) {
		kfree(copy);
		return -EINVAL;
	}
	if (!wait_for_completion_timeout(done, HZ))
		cancel_work_sync(&copy->work);
	kfree(copy);
	return 0;
}

struct irq_work {
	void (*func)(struct irq_work *work);
};
_Bool irq_work_queue(struct irq_work *work);
void irq_work_sync(struct irq_work *work);
struct bell {
	struct irq_work ring;
	int rung;
};

static void bell_rung(struct irq_work *work)
{
	container_of(work, struct bell, ring)->rung++;
}

struct bell *bell_new(void)
{
	struct bell *bell = kzalloc(sizeof(*bell), GFP_KERNEL);

	if (bell)
		bell->ring.func = bell_rung;
	return bell;
}

void bell_press(struct bell *bell)
{
	irq_work_queue(&bell->ring);
}

struct gong {
	struct irq_work ring;
};

void gong_strike(struct gong *gong)
{
	irq_work_queue(&gong->ring);
}

void bell_free_bad(struct bell *bell)
{
// CHECK: free-while-armed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'bell->ring' may still run when kfree() ends what holds it: it was queued and not cancelled [custody-free-while-armed]
	kfree(bell);
}

void gong_free_ok(struct gong *gong)
{
	irq_work_sync(&gong->ring);
	kfree(gong);
}

/* Counted where it is armed: who frees it waits until nothing is under way. */
void atomic_inc(atomic_t *v);
struct path {
	struct delayed_work activate;
	struct paths *of;
};
struct paths {
	atomic_t in_progress;
};
void wait_until_idle(struct path *p);

static irqreturn_t path_isr(int irq, void *data)
{
	struct path *p = data;

	if (schedule_delayed_work(&p->activate, 10))
		atomic_inc(&p->of->in_progress);
	return IRQ_HANDLED;
}

int path_probe(struct path *p, int irq)
{
	return request_irq(irq, path_isr, 0, "path", p);
}

void path_remove_ok(struct path *p, int irq)
{
	free_irq(irq, p);
	wait_until_idle(p);
	kfree(p);
}

/* It waits for what the work sets when it has run. */
struct waited {
	struct work_struct work;
	int state;
};
void relax(void);

void waited_ok(struct waited *o, struct workqueue_struct *wq)
{
	queue_work(wq, &o->work);
	while (!(o->state == 5))
		relax();
	kfree(o);
}

void not_asked_bad(struct waited *o, struct workqueue_struct *wq)
{
	queue_work(wq, &o->work);
	relax();
// CHECK: free-while-armed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'o->work' may still run when kfree() ends what holds it: it was queued and not cancelled [custody-free-while-armed]
	kfree(o);
}

/* fb_deferred_io_cleanup() flushes the work. */
struct fb_info {
	struct delayed_work deferred_work;
};
void fb_deferred_io_cleanup(struct fb_info *info);

void panel_ok(struct fb_info *info)
{
	schedule_delayed_work(&info->deferred_work, 0);
	relax();
	fb_deferred_io_cleanup(info);
	kfree(info);
}
