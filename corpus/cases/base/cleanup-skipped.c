/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* No contract says what the card's functions do: the other ways out do. */
#include <linux/slab.h>

struct card {
	void *name;
	int irq;
	int bits;
};
int card_power_on(struct card *c);
void card_power_off(struct card *c);
int card_reset(struct card *c);
int card_load(struct card *c);
int card_tables_make(struct card *c);
void card_tables_drop(struct card *c);
int card_start(struct card *c);
void card_stop(struct card *c);
int card_show(struct card *c);
void card_log(struct card *c, const char *text);

int returns_at_once_bad(struct card *c)
{
	int ret;

	kfree(c->name);
	ret = card_power_on(c);
	if (ret)
		return ret;
	ret = card_reset(c);
	if (ret)
		goto off;
	ret = card_load(c);
	if (ret)
// CHECK: cleanup-skipped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'card_power_off(c)' is left out here, where the function fails: before and behind, it is called [custody-cleanup-skipped]
		return ret;
	ret = card_start(c);
	if (ret)
		goto off;
	ret = card_show(c);
	if (ret)
		goto off;
	return 0;
off:
	card_power_off(c);
	return ret;
}

int all_ok(struct card *c)
{
	int ret;

	kfree(c->name);
	ret = card_power_on(c);
	if (ret)
		return ret;
	ret = card_reset(c);
	if (ret)
		goto off;
	ret = card_load(c);
	if (ret)
		goto off;
	ret = card_start(c);
	if (ret)
		goto off;
	ret = card_show(c);
	if (ret)
		goto off;
	return 0;
off:
	card_power_off(c);
	return ret;
}

int wrong_label_bad(struct card *c, int wanted)
{
	int ret;

	kfree(c->name);
	ret = card_power_on(c);
	if (ret < 0)
		return ret;
	ret = card_tables_make(c);
	if (ret < 0)
		goto off;
	ret = card_load(c);
	if (ret < 0)
		goto drop;
	if (c->bits < wanted) {
		ret = -22;
// CHECK: cleanup-skipped.c:[[@LINE-1]]:{{[0-9]+}}: warning: 'card_tables_drop(c)' is left out here
		goto off;
	}
	ret = card_start(c);
	if (ret < 0)
		goto drop;
	ret = card_show(c);
	if (ret < 0)
		goto drop;
	return 0;
drop:
	card_tables_drop(c);
off:
	card_power_off(c);
	return ret;
}

/* It has a way of its own to clean up. */
int own_way_ok(struct card *c)
{
	int ret;

	kfree(c->name);
	ret = card_power_on(c);
	if (ret)
		return ret;
	ret = card_reset(c);
	if (ret)
		goto off;
	ret = card_load(c);
	if (ret) {
		card_stop(c);
		return ret;
	}
	ret = card_start(c);
	if (ret)
		goto off;
	ret = card_show(c);
	if (ret)
		goto off;
	return 0;
off:
	card_power_off(c);
	return ret;
}

/* Nothing failed there. */
int early_ok(struct card *c)
{
	int ret;

	kfree(c->name);
	ret = card_power_on(c);
	if (ret)
		return ret;
	ret = card_reset(c);
	if (ret)
		goto off;
	if (c->bits)
		return 0;
	ret = card_start(c);
	if (ret)
		goto off;
	ret = card_show(c);
	if (ret)
		goto off;
	return 0;
off:
	card_power_off(c);
	return ret;
}

/* Undone in between, and done again */
int again_ok(struct card *c)
{
	int ret;

	kfree(c->name);
	ret = card_power_on(c);
	if (ret)
		return ret;
	ret = card_reset(c);
	if (ret)
		goto off;
	card_power_off(c);
	ret = card_load(c);
	if (ret)
		return ret;
	ret = card_power_on(c);
	if (ret)
		return ret;
	ret = card_start(c);
	if (ret)
		goto off;
	ret = card_show(c);
	if (ret)
		goto off;
	return 0;
off:
	card_power_off(c);
	return ret;
}

/* A message is no cleaning up. */
int silent_ok(struct card *c)
{
	int ret;

	kfree(c->name);
	ret = card_reset(c);
	if (ret) {
		card_log(c, "no reset");
		return ret;
	}
	ret = card_load(c);
	if (ret)
		return ret;
	ret = card_start(c);
	if (ret) {
		card_log(c, "no reset");
		return ret;
	}
	ret = card_show(c);
	if (ret) {
		card_log(c, "no reset");
		return ret;
	}
	return 0;
}

/* Two ways leave it out: that is how it is meant. */
int two_ok(struct card *c)
{
	int ret;

	kfree(c->name);
	ret = card_power_on(c);
	if (ret)
		return ret;
	ret = card_reset(c);
	if (ret)
		goto off;
	ret = card_load(c);
	if (ret)
		return ret;
	ret = card_tables_make(c);
	if (ret)
		return ret;
	ret = card_start(c);
	if (ret)
		goto off;
	ret = card_show(c);
	if (ret)
		goto off;
	return 0;
off:
	card_power_off(c);
	return ret;
}

/* What follows is no way out: it may not fail. */
int rest_ok(struct card *c, int wanted)
{
	int ret;

	kfree(c->name);
	ret = card_power_on(c);
	if (ret)
		return ret;
	if (wanted == 1) {
		if (c->irq)
			card_stop(c);
		else
			ret = -16;
	} else if (wanted == 2) {
		if (c->bits)
			ret = -22;
		else if (c->irq)
			card_stop(c);
		else
			ret = -16;
	} else {
		ret = -22;
	}
	card_power_off(c);
	return ret;
}

/* A test that is made while cleaning up, in however long a way: there may be nothing to stop. */
int tests_behind_label_ok(struct card *c)
{
	int ret;

	kfree(c->name);
	ret = card_reset(c);
	if (ret)
		goto out;
	ret = card_power_on(c);
	if (ret)
		goto out;
	ret = card_load(c);
	if (ret)
		goto out;
	ret = card_show(c);
	if (ret)
		goto out;
	return 0;
out:
	card_tables_drop(c);
	if (c->bits & 1)
		card_power_off(c);
	if (c->bits & 2)
		card_power_off(c + 1);
	if (c->bits & 4)
		card_power_off(c + 2);
	if (c->bits & 8)
		card_power_off(c + 3);
	if (c->bits & 16)
		card_power_off(c + 4);
	if (c->bits & 32)
		card_power_off(c + 5);
	if (c->irq)
		card_stop(c);
	if (c->bits & 64)
		card_power_off(c + 6);
	if (c->bits & 128)
		card_power_off(c + 7);
	return -22;
}

void card_count(struct card *c);

/* Each way counts for itself what failed. */
int counts_ok(struct card *c)
{
	int ret;

	kfree(c->name);
	ret = card_power_on(c);
	if (ret) {
		card_count(c);
		goto off;
	}
	ret = card_load(c);
	if (ret) {
		card_count(c);
		goto off;
	}
	ret = card_start(c);
	if (ret)
		goto off;
	ret = card_show(c);
	if (ret) {
		card_count(c);
		goto off;
	}
	return 0;
off:
	card_power_off(c);
	return ret;
}

struct card_io {
	void *regs;
	void *ring;
	int error;
};
void *card_map(struct card *c, int part);
struct card *card_find(struct card_io *io);
void card_forget(struct card *c);

static inline int code_of(const void *p)
{
	return (int)(long)p;
}

static inline int is_code(const void *p)
{
	return (unsigned long)p >= (unsigned long)-4095;
}

/* What is made an error of is a member. */
int member_error_bad(struct card_io *io)
{
	struct card *c = card_find(io);
	int ret;

	if (!c)
		return -19;
	io->regs = card_map(c, 0);
	if (is_code(io->regs)) {
		ret = code_of(io->regs);
		goto forget;
	}
	ret = card_load(c);
	if (ret)
		goto forget;
	if (c->bits > 8)
// CHECK: cleanup-skipped.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'card_forget(c)' is left out here, where the function fails: before and behind, it is called [custody-cleanup-skipped]
		return -22;
	io->ring = card_map(c, 1);
	if (is_code(io->ring)) {
		ret = code_of(io->ring);
		goto forget;
	}
	return 0;
forget:
	card_forget(c);
	return ret;
}

int member_error_ok(struct card_io *io)
{
	struct card *c = card_find(io);
	int ret;

	if (!c)
		return -19;
	io->regs = card_map(c, 0);
	if (is_code(io->regs)) {
		ret = code_of(io->regs);
		goto forget;
	}
	ret = card_load(c);
	if (ret)
		goto forget;
	ret = -22;
	if (c->bits > 8)
		goto forget;
	io->ring = card_map(c, 1);
	if (is_code(io->ring)) {
		ret = code_of(io->ring);
		goto forget;
	}
	return 0;
forget:
	card_forget(c);
	return ret;
}

void card_format(char *text, struct card *c);
int card_update(struct card *c, int n);
void card_lock(struct card *c);
void card_unlock(struct card *c);

/* Some ways write a name for their message, into a buffer of the function's own. */
int formats_ok(struct card *c, int n)
{
	char text[16];
	int ret;

	if (n < 4 || n > 8) {
		card_format(text, c);
		return -22;
	}
	ret = card_load(c);
	if (ret)
		return ret;
	card_lock(c);
	ret = card_update(c, n);
	if (ret) {
		card_format(text, c);
		card_unlock(c);
		return ret;
	}
	card_unlock(c);
	return 0;
}

void card_calm(struct card *c);

/* One code says that the card is gone. */
int no_card_ok(struct card *c)
{
	int ret;

	kfree(c->name);
	ret = card_power_on(c);
	if (ret)
		return ret;
	ret = card_reset(c);
	if (ret)
		goto off;
	ret = card_load(c);
	if (ret == -19)
		return ret;
	if (ret)
		goto off;
	ret = card_start(c);
	if (ret)
		goto off;
	ret = card_show(c);
	if (ret)
		goto off;
	return 0;
off:
	card_calm(c);
	return ret;
}

/* What was stored there, or read from there, is asked for: there is nothing. */
struct answer {
	void *text;
	int bits;
};
int card_ask(struct card *c, struct answer *a);
void *card_text(struct card *c, int n);
int text_is_bad(void *text);
void text_drop(void *text);

int answer_ok(struct card *c)
{
	struct answer a = { 0 };
	void *text;

	if (card_ask(c, &a)) {
		text_drop(a.text);
		return -5;
	}
	text = a.text;
	if (!text)
		return -12;
	if (text_is_bad(text) || a.bits > 8)
		goto drop;
	if (card_load(c))
		goto drop;
	return 0;
drop:
	text_drop(a.text);
	return -5;
}

int texts_ok(struct card *c, int n)
{
	void *text;

	if (card_load(c)) {
		while ((text = card_text(c, 0)) != NULL) {
			if (text_is_bad(text)) {
				text_drop(text);
				break;
			}
			text_drop(text);
		}
		return -12;
	}
	while (n > 0 && (text = card_text(c, 1)) != NULL) {
		if (text_is_bad(text)) {
			text_drop(text);
			return -22;
		}
		card_log(c, text);
		text_drop(text);
		n--;
	}
	return 0;
}
