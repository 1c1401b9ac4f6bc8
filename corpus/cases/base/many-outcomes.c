/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* A callee with more ways out than are told apart: what it stored, and that it failed, stays known. */
#include <linux/interrupt.h>
#include <linux/slab.h>

struct card {
	int shared, channel, irq;
};
irqreturn_t card_interrupt(int irq, void *data);
int card_share(void *dev, int flags, int *shared);
int card_step(struct card *c, int n);
int card_print(void *dev, const char *name, int value);
int bind_evtchn_to_irqhandler(int channel, irq_handler_t handler, unsigned long flags, const char *name, void *data);
void unbind_from_irqhandler(int irq, void *data);

static int card_start(void *dev, struct card *c)
{
	int ret;

	ret = card_share(dev, 0, &c->shared);
	if (ret < 0)
		return ret;
	ret = card_share(dev, 1, &c->channel);
	if (ret)
		return ret;
	ret = bind_evtchn_to_irqhandler(c->channel, card_interrupt, 0, "card", c);
	if (ret <= 0)
		return ret;
	c->irq = ret;
again:
	ret = card_print(dev, "begin", 0);
	if (ret)
		return ret;
	ret = card_print(dev, "ring", c->shared);
	if (ret)
		goto abort;
	ret = card_print(dev, "channel", c->channel);
	if (ret)
		goto abort;
	ret = card_print(dev, "feature", 1);
	if (ret)
		goto abort;
	ret = card_print(dev, "state", 1);
	if (ret)
		return ret;
	ret = card_print(dev, "mode", 1);
	if (ret)
		return ret;
	ret = card_print(dev, "level", 1);
	if (ret)
		return ret;
	ret = card_print(dev, "end", 0);
	if (ret == -11)
		goto again;
	return ret;
abort:
	card_print(dev, "end", 1);
	return ret;
}

static void card_stop(struct card *c)
{
	if (c->irq)
		unbind_from_irqhandler(c->irq, c);
	kfree(c);
}

int card_make_ok(void *dev)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int ret;

	if (!c)
		return -ENOMEM;
	ret = card_start(dev, c);
	if (ret) {
		card_stop(c);
		return ret;
	}
	return card_print(c, "made", 1);
}

int card_make_bad(void *dev)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int ret;

	if (!c)
		return -ENOMEM;
	ret = card_start(dev, c);
	if (ret) {
// CHECK: many-outcomes.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c' goes away when kfree() frees it, but it was given to an interrupt handler
		kfree(c);
		return ret;
	}
	return card_print(c, "made", 1);
}

struct queue {
	int lock;
};
struct host {
	struct queue *queues;
	unsigned int n;
};
int queue_open(struct host *h, struct queue *q);
int queue_arm(struct host *h, struct queue *q);
int queue_test(struct host *h, struct queue *q, int n);
void queue_close(struct host *h, struct queue *q);
int host_register(struct host *h);

static int queue_make(struct host *h, struct queue *q)
{
	int err = queue_open(h, q);

	if (err)
		return err;
	err = queue_arm(h, q);
	if (err < 0)
		goto close;
	err = queue_test(h, q, 0);
	if (err)
		goto close;
	err = queue_test(h, q, 1);
	if (err)
		goto close;
	err = queue_test(h, q, 2);
	if (err)
		goto close;
	err = queue_test(h, q, 3);
	if (err)
		goto close;
	err = queue_test(h, q, 4);
	if (err)
		goto close;
	return 0;
close:
	queue_close(h, q);
	return err;
}

/* The error is the same after the loop that winds up. */
static int queues_make(struct host *h)
{
	int err, i;

	h->queues = kmalloc(h->n * sizeof(*h->queues), GFP_KERNEL);
	if (!h->queues)
		return -ENOMEM;
	for (i = 0; i < h->n; i++) {
		err = queue_make(h, &h->queues[i]);
		if (err)
			goto undo;
	}
	return 0;
undo:
	for (i--; i >= 0; i--)
		queue_close(h, &h->queues[i]);
	kfree(h->queues);
	return err;
}

int host_make_ok(struct host *h)
{
	int err = queues_make(h);

	if (err)
		return err;
	err = host_register(h);
	if (err)
		kfree(h->queues);
	return err;
}

int host_make_bad(struct host *h)
{
	int err = queues_make(h);

	if (err)
// CHECK: many-outcomes.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'h->queues' freed twice
		kfree(h->queues);
	return err;
}
