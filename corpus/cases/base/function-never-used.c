/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc -Wno-unused-function %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/slab.h>

struct part {
	char *buffer;
	int len;
};
struct part_ops {
	int (*fill)(struct part *p);
	void (*drop)(struct part *p);
	void (*put)(struct part *p);
	void (*stop)(struct part *p);
};

static int fill_bad(struct part *p)
{
	return p->len;
}

// CHECK: function-never-used.c:[[@LINE+1]]:{{[0-9]+}}: warning: part_drop() is never used: 'part_ops' has no 'drop' [custody-function-never-used]
static void part_drop(struct part *p)
{
	kfree(p->buffer);
}

static void part_put(struct part *p)
{
	kfree(p->buffer);
}

/* Meant for some configurations only. */
static __attribute__((unused)) void part_stop(struct part *p)
{
	kfree(p->buffer);
}

const struct part_ops part_ops = {.fill = fill_bad, .put = part_put};

/* The table has another one there. */
static void old_put_ok(struct part *p)
{
	kfree(p->buffer);
}

/* It belongs to no table. */
static void forgotten_ok(struct part *p)
{
	kfree(p->buffer);
}
