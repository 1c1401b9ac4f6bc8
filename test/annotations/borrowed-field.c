/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=error:
#include "custody.h"

struct lock {
	int word;
};
struct file;
struct client {
	struct lock lock;
	struct file *owner __owned;
// CHECK: borrowed-field.c:[[@LINE+1]]:{{[0-9]+}}: error: nothing says how long 'last' is valid; add __locked_by(lock), or say __borrowed_from(member)
	struct file *last __borrowed;
	struct file *current __borrowed __locked_by(lock);
	struct file *first __borrowed_from(owner);
};

void use(struct client *c)
{
	c->last = c->current;
}
