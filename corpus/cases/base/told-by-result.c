/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What results and conditions say of an object: one error code, a part of a union, elements of an array, cases of a switch. */
#include <linux/err.h>
#include <linux/io.h>
#include <linux/slab.h>

int ready(void);

/* --- One particular error ----------------------------------------------------------------- */

struct queue {
	int *slots, *log;
};
int queue_fill(int *slots);
int *queue_open(void);

static int queue_init(struct queue *q)
{
	int ret;

	q->log = queue_open();
	if (!q->log)
		return -ENODEV;
	q->slots = kzalloc(64, GFP_KERNEL);
	if (!q->slots)
		return -ENOMEM;
	ret = queue_fill(q->slots);
	if (ret)
		kfree(q->slots);
	return ret;
}

/* What fails otherwise than with -ENODEV is not gone on with. */
int queue_start_ok(struct queue *q)
{
	int ret = queue_init(q);

	if (ret && ret != -ENODEV)
		return ret;
	if (!q->log)
		return 0;
	q->slots[0] = 1;
	return 0;
}

int queue_start_bad(struct queue *q)
{
	int ret = queue_init(q);

	if (ret > 0)
		return ret;
	if (!q->log)
		return 0;
// CHECK: told-by-result.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'q->slots[0]' used after it was freed [custody-use-after-free]
	q->slots[0] = 1;
	return 0;
}

/* --- Parts of a union --------------------------------------------------------------------- */

struct hash;
struct hash *clk_get(void *dev, const char *name);
void clk_put(struct hash *h);

struct seeded {
	struct hash *hash;
	u8 *seed;
};
struct cipher {
	int parts;
	union {
		struct seeded seeded;
		int shift;
	} iv;
};

static void cipher_dtr(struct cipher *c)
{
	struct seeded *s = &c->iv.seeded;

	if (s->hash && !IS_ERR(s->hash))
		clk_put(s->hash);
	s->hash = NULL;
	kfree(s->seed);
	s->seed = NULL;
}

/* A store to one member of a part does not change the others. */
int cipher_ctr_ok(struct cipher *c)
{
	struct seeded *s = &c->iv.seeded;

	s->hash = clk_get(NULL, "hash");
	if (IS_ERR(s->hash))
		return PTR_ERR(s->hash);
	s->seed = kzalloc(4, GFP_KERNEL);
	if (!s->seed) {
		cipher_dtr(c);
		return -ENOMEM;
	}
	return 0;
}

/* --- Unwound by a loop -------------------------------------------------------------------- */

int map_both_ok(void __iomem **first)
{
	void __iomem *mapped[2];
	int i;

	for (i = 0; i < 2; i++) {
		if (!ready())
			goto err;
		mapped[i] = ioremap(0x1000 * i, 16);
		if (!mapped[i])
			goto err;
	}
	first[0] = mapped[0];
	first[1] = mapped[1];
	return 0;
err:
	while (--i >= 0)
		iounmap(mapped[i]);
	return -EIO;
}

/* --- Cases of two switches ------------------------------------------------------------------ */

enum { WHOLE = 0x60, FIRST = 0x50, MIDDLE = 0x40, LAST = 0x70 };

/* What no case of the first switch took none of the second takes. */
void receive_ok(int type, int *data)
{
	switch (type) {
	case WHOLE:
	case LAST:
		break;
	default:
		kfree(data);
	}
	switch (type) {
	case WHOLE:
	case LAST:
		data[0] = 1;
	}
}

void receive_bad(int type, int *data)
{
	switch (type) {
	case WHOLE:
		break;
	default:
		kfree(data);
	}
	switch (type) {
	case WHOLE:
	case LAST:
// CHECK: told-by-result.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'data[0]' used after it was freed [custody-use-after-free]
		data[0] = 1;
	}
}
