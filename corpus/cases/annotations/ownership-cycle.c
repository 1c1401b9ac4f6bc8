/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/types.h>

#include "custody.h"

struct vm;
struct buffer_bad {
	struct vm *vm __owned;
};
struct vm {
// CHECK: ownership-cycle.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'struct buffer_bad' (its 'vm'), 'struct vm' (its 'first') own each other in a circle: none of them ever goes [custody-ownership-cycle]
	struct buffer_bad *first __owned;
};

struct queue;
struct port;
struct engine {
	struct queue *queue __owned;
};
struct queue {
	struct port *port __owned;
};
struct port {
// CHECK: ownership-cycle.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'struct engine' (its 'queue'), 'struct queue' (its 'port'), 'struct port' (its 'engine') own each other in a circle: none of them ever goes [custody-ownership-cycle]
	struct engine *engine __owned;
};

void use_bad(struct engine *e, struct vm *v)
{
}

struct space;
struct object {
	struct space *space __borrowed_from(owner);
	struct client *owner __owned;
};
struct client {
	int id;
	struct client *next __owned;
};
struct space {
	struct object *first __owned;
};

int first_ok(struct space *s)
{
	return s->first->owner->id;
}

int owner_ok(struct object *o)
{
	return o->owner->id;
}

int space_ok(struct object *o)
{
	return o->space->first == o;
}
