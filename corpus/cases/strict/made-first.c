/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
/* What is made after somebody has a reference to it, and what is put on a list where a list led to it. */
#include "custody.h"
#include <linux/list.h>

struct dma_fence {
	unsigned long seqno;
};
struct dma_fence_ops;
void dma_fence_init(struct dma_fence *f, const struct dma_fence_ops *ops, void *lock, unsigned long context, unsigned long seqno);
struct dma_fence *dma_fence_get(struct dma_fence *f);
void list_move_tail(struct list_head *entry, struct list_head *head);

void ctx_free(void *c __owned);

struct stream {
	struct dma_fence fence;
	struct list_head link;
};
struct engine {
	struct list_head running;
};

void start_bad(struct engine *e, struct stream *s __borrowed)
{
	dma_fence_get(&s->fence);
// CHECK: made-first.c:[[@LINE+1]]:{{[0-9]+}}: error: '&s->fence' is initialised already when dma_fence_init() does that again [custody-set-up-again]
	dma_fence_init(&s->fence, 0, 0, 0, 1);
	list_add_tail(&s->link, &e->running);
}

void start_ok(struct engine *e, struct stream *s __borrowed)
{
	dma_fence_init(&s->fence, 0, 0, 0, 1);
	dma_fence_get(&s->fence);
	list_add_tail(&s->link, &e->running);
}

void done_bad(struct engine *e, struct list_head *done)
{
	struct stream *s = list_first_entry(&e->running, struct stream, link);

// CHECK: made-first.c:[[@LINE+1]]:{{[0-9]+}}: error: {{.*}} is on a list when list_add_tail() is called [custody-on-list]
	list_add_tail(&s->link, done);
}

void done_ok(struct engine *e, struct list_head *done)
{
	struct stream *s = list_first_entry(&e->running, struct stream, link);

	list_move_tail(&s->link, done);
}

/* The file has the body of what takes it over; that is no reason to give it away twice. */
struct ctx {
	int id;
};
void ctx_put(struct ctx *c __owned);
struct ctx *ctx_find(int id) __owned;

void ctx_put(struct ctx *c)
{
	ctx_free(c);
}

void ctx_twice_bad(int id)
{
	struct ctx *c = ctx_find(id);

	if (!c)
		return;
	ctx_put(c);
// CHECK: made-first.c:[[@LINE+1]]:{{[0-9]+}}: error: 'c' handed over twice: it has a new owner already when ctx_put() takes it over [custody-double-handover]
	ctx_put(c);
}

void ctx_once_ok(int id)
{
	struct ctx *c = ctx_find(id);

	if (c)
		ctx_put(c);
}
