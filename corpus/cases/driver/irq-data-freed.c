/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/interrupt.h>
#include <linux/slab.h>

struct card {
	int state;
};
irqreturn_t handler(int irq, void *data);
int ready(void);

int data_bad(unsigned int irq)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int ret;

	if (!c)
		return -ENOMEM;
	ret = request_irq(irq, handler, 0, "tea", c);
	if (!ret && !ready())
		ret = -EIO;
	if (ret)
// CHECK: irq-data-freed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c' goes away when kfree() frees it, but it was given to an interrupt handler and its handler may still run [custody-irq-data-freed]
		kfree(c);
	return ret;
}

int data_ok(unsigned int irq)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int ret;

	if (!c)
		return -ENOMEM;
	ret = request_irq(irq, handler, 0, "tea", c);
	if (ret)
		goto free;
	if (ready())
		return 0;
	ret = -EIO;
	free_irq(irq, c);
free:
	kfree(c);
	return ret;
}

/* Elements that a loop has set up: another loop takes them down, however many they are. */
struct line {
	unsigned int irq;
	void *data;
};
struct queue {
	struct line line;
	int n;
};
struct device_queues {
	struct queue *list;
	unsigned int n;
};
unsigned int number(int i);

static int queue_create(struct queue *q, int i)
{
	int ret;

	q->line.data = q;
	q->line.irq = number(i);
	ret = request_irq(q->line.irq, handler, 0, "tea", q->line.data);
	if (ret)
		return ret;
	return 0;
}

static void line_free(struct line *l)
{
	free_irq(l->irq, l->data);
}

int queues_ok(struct device_queues *d)
{
	int i, ret;

	d->list = kcalloc(d->n, sizeof(*d->list), GFP_KERNEL);
	if (!d->list)
		return -ENOMEM;
	for (i = 0; i < d->n; i++) {
		ret = queue_create(&d->list[i], i);
		if (ret)
			goto undo;
	}
	return 0;
undo:
	for (i--; i >= 0; i--)
		line_free(&d->list[i].line);
	kfree(d->list);
	return ret;
}

/* A loop has requested them, for as many as there are; another one, elsewhere, frees as many. */
struct lines {
	struct line *list;
	struct card *card;
	int count;
};

static int lines_start(struct lines *l, int most)
{
	int i, j, ret;

	l->card = kzalloc(sizeof(*l->card), GFP_KERNEL);
	if (!l->card)
		return -ENOMEM;
	if (most < l->count)
		l->count = most;
	l->list = kzalloc(l->count * sizeof(*l->list), GFP_KERNEL);
	if (!l->list) {
		ret = -ENOMEM;
		goto err_card;
	}
	for (i = 0; i < l->count; i++) {
		struct line *line = &l->list[i];

		ret = request_irq(line->irq, handler, 0, "tea", line);
		if (ret)
			goto err_some;
	}
	return 0;
err_some:
	for (j = 0; j < i; j++)
		free_irq(l->list[j].irq, &l->list[j]);
	kfree(l->list);
err_card:
	kfree(l->card);
	return ret;
}

static void lines_stop(struct lines *l)
{
	for (int i = 0; i < l->count; i++)
		free_irq(l->list[i].irq, &l->list[i]);
	kfree(l->list);
}

int lines_ok(struct lines *l, int most)
{
	int ret = lines_start(l, most);

	if (ret)
		return ret;
	if (ready())
		return 0;
	lines_stop(l);
	kfree(l->card);
	return -EIO;
}

/* A helper does it for each element, and another one undoes it if there is a number for it. */
struct board {
	struct line lines[6];
};
int line_number(struct line *line);

static int line_take(struct line *line, int nr)
{
	int irq = line_number(line) + nr;

	if (irq <= 0)
		return -EIO;
	return request_irq(irq, handler, 0, "tea", line);
}

static void line_let_go(struct line *line, int nr)
{
	int irq = line_number(line) + nr;

	if (irq > 0)
		free_irq(irq, line);
}

int board_ok(void)
{
	struct board *b = kzalloc(sizeof(*b), GFP_KERNEL);
	int ret = -EIO;

	if (!b)
		return -ENOMEM;
	for (int i = 0; i < 6; i++) {
		struct line *line = &b->lines[i];

		ret = line_take(line, i);
		if (ret) {
			while (i--)
				line_let_go(&b->lines[i], i);
			goto free;
		}
	}
	ret = ready();
	if (ret >= 0)
		return 0;
	for (int i = 0; i < 6; i++)
		line_let_go(&b->lines[i], i);
free:
	kfree(b);
	return ret;
}
