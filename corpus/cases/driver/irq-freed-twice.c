/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/interrupt.h>

struct card {
	int irq;
};
irqreturn_t handler(int irq, void *data);
int card_start(struct card *c);

int quit_bad(unsigned int irq, struct card *c)
{
	int ret = request_irq(irq, handler, 0, "tea", c);

	if (ret)
		return ret;
	ret = card_start(c);
	if (ret)
		free_irq(irq, c);
// CHECK: irq-freed-twice.c:[[@LINE+1]]:{{[0-9]+}}: warning: free_irq() on 'irq', which was already freed [custody-irq-freed-twice]
	free_irq(irq, c);
	return ret;
}

int quit_ok(unsigned int irq, struct card *c)
{
	int ret = request_irq(irq, handler, 0, "tea", c);

	if (ret)
		return ret;
	ret = card_start(c);
	free_irq(irq, c);
	return ret;
}

/* Requested anew in between. */
int again_ok(unsigned int irq, struct card *c)
{
	int ret = request_irq(irq, handler, 0, "tea", c);

	if (ret)
		return ret;
	free_irq(irq, c);
	ret = request_irq(irq, handler, 0, "tea", c);
	if (ret)
		return ret;
	free_irq(irq, c);
	return 0;
}

struct queue {
	int used;
};
struct shared {
	int irq, nqueues;
	struct queue queues[8];
};

/* Several handlers of one interrupt. */
void handlers_ok(struct shared *s)
{
	for (int i = 0; i < s->nqueues; i++)
		if (s->queues[i].used)
			free_irq(s->irq, &s->queues[i]);
}

void *first_handler(int irq);

/* The first that is there, until none is. */
void all_handlers_ok(struct shared *s)
{
	for (;;) {
		void *cookie = first_handler(s->irq);

		if (!cookie)
			return;
		free_irq(s->irq, cookie);
	}
}

void handler_bad(struct shared *s)
{
	for (int i = 0; i < s->nqueues; i++)
		if (s->queues[i].used)
// CHECK: irq-freed-twice.c:[[@LINE+1]]:{{[0-9]+}}: warning: free_irq() on 's->irq', which was already freed [custody-irq-freed-twice]
			free_irq(s->irq, s);
}
