/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/atomic.h>
#include <linux/slab.h>

#include "custody.h"

int atomic_read(const atomic_t *v);

struct ring {
	void *commands;
};
struct ctx {
	atomic_t jobs __tells(ring, inuse, used, idle);
	bool busy __tells(spare, inuse, used, idle);
	struct ring ring, spare;
};

static void ring_fini(struct ring *ring __typestate(inuse, idle, same))
{
	kfree(ring->commands);
	ring->commands = NULL;
}

void close_ok(struct ctx *ctx)
{
	if (!atomic_read(&ctx->jobs))
		ring_fini(&ctx->ring);
}

void close_bad(struct ctx *ctx)
{
	if (atomic_read(&ctx->jobs))
// CHECK: in-use.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show that 'ctx->jobs' is 0, so that nobody uses 'ctx->ring' any more when ring_fini() needs that [custody-in-use]
		ring_fini(&ctx->ring);
}

/* A flag does as well. */
void spare_ok(struct ctx *ctx)
{
	if (!ctx->busy)
		ring_fini(&ctx->spare);
}

void spare_bad(struct ctx *ctx)
{
// CHECK: in-use.c:[[@LINE+1]]:{{[0-9]+}}: error: cannot show that 'ctx->busy' is 0, so that nobody uses 'ctx->spare' any more when ring_fini() needs that [custody-in-use]
	ring_fini(&ctx->spare);
}

/* What nobody knows of yet nobody uses. */
struct ctx *new_ok(void)
{
	struct ctx *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);

	if (ctx)
		ring_fini(&ctx->ring);
	return ctx;
}

/* --- a local record ends with a count of nothing --- */

struct signals {
	unsigned int count __tells(objs, inuse, used, idle);
	void *objs[4];
};
int signals_add(struct signals *s __borrowed);

static void signals_put(struct signals *s)
{
	s->count = 0;
}

int run_ok(void)
{
	struct signals s = {.count = 0};
	int error = signals_add(&s);

	signals_put(&s);
	return error;
}

int run_bad(void)
{
	struct signals s = {.count = 0};

	signals_put(&s);
// CHECK: in-use.c:[[@LINE+2]]:{{[0-9]+}}: error: 's.count' does not say whether 's.objs' is in use here [custody-member-not-told]
	s.count++;
	return 0;
}
