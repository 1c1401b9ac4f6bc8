/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
/* What is known of a loop's variable when a round ends: the next one goes by it. */
#include <linux/slab.h>

struct table {
	void *names, *sizes;
	int count;
	struct row {
		void *mask;
	} *rows[8];
};

static void shared_free(struct table *t)
{
	kfree(t->names);
	kfree(t->sizes);
}

static void row_free(struct row *r, struct table *t, int at)
{
	if (at == 0)
		shared_free(t);
	kfree(r->mask);
}

void down_to_zero_ok(struct table *t)
{
	for (int i = t->count - 1; i >= 0; i--)
		row_free(t->rows[i], t, i);
}

void counted_down_ok(struct table *t, int n)
{
	while (n--)
		row_free(t->rows[n], t, n);
}

/* The first row, in each round. */
void first_row_bad(struct table *t, int n)
{
	for (int i = 0; i < n; i++)
// CHECK: loop-rounds.c:[[@LINE+1]]:{{[0-9]+}}: warning: 't->rows->mask' freed twice: it was already freed when row_free() frees it [custody-double-free]
		row_free(t->rows[0], t, 0);
}
