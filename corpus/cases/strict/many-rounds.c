/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
//
// Each round of these loops adds something of its own: a number that goes up, a reference that is handed on, an object that
// nothing leads to any more. What nobody can ask for later does not keep rounds apart.
#include <linux/atomic.h>
#include <linux/dma-fence.h>
#include <linux/list.h>
#include <linux/scatterlist.h>
#include <linux/spinlock.h>

struct page;
void sg_unmark_end(struct scatterlist *sg);
void sg_mark_end(struct scatterlist *sg);
struct scatterlist *sg_next(struct scatterlist *sg);
void sg_set_page(struct scatterlist *sg, struct page *page, unsigned int len, unsigned int offset);

static atomic_t rounds;

void counts_ok(int n)
{
	for (int i = 0; i < n; i++)
		atomic_inc(&rounds);
}

void counts_locked_bad(spinlock_t *lock, int n)
{
	spin_lock(lock);
	for (int i = 0; i < n; i++)
		atomic_inc(&rounds);
// CHECK: many-rounds.c:[[@LINE+1]]:{{[0-9]+}}: error: 'lock' is still held here; release it, or say __acquires_lock [custody-strict-lock-held]
}

void fill_ok(struct scatterlist *list, struct page **pages, unsigned int *lengths, int n)
{
	struct scatterlist *sg = NULL;

	for (int i = 0; i < n; i++) {
		unsigned int offset = 0, left = lengths[i];

		while (left) {
			unsigned int length = left < 4096 ? left : 4096;

			if (sg && sg->offset + sg->length == offset && sg->length + length < 65536) {
				sg->length += length;
			} else {
				if (sg)
					sg_unmark_end(sg);
				sg = sg ? sg_next(sg) : list;
				sg_set_page(sg, pages[i], length, offset);
			}
			offset += length;
			left -= length;
		}
	}
	if (sg)
		sg_mark_end(sg);
}

struct shelf {
	spinlock_t lock;
	unsigned int n;
	struct dma_fence *fences[];
};

void replace_ok(struct shelf *shelf, struct dma_fence *fence)
{
	for (unsigned int i = 0; i < shelf->n; i++) {
		struct dma_fence *old = shelf->fences[i];

		if (old == fence)
			continue;
		shelf->fences[i] = dma_fence_get(fence);
		dma_fence_put(old);
	}
}

struct cup {
	struct list_head node;
	struct list_head dirty;
	int size;
};

/* Taken off its list in the first round, and lost in a later one. */
void lost_bad(struct list_head *cups, int n)
{
	struct cup *cup;

	for (int i = 0; i < n; i++) {
		cup = list_first_entry(cups, struct cup, node);
		list_del(&cup->node);
		atomic_inc(&rounds);
	}
// CHECK: many-rounds.c:[[@LINE+1]]:{{[0-9]+}}: error: {{.*}} was taken off its list, and is lost: nothing ends it, and nobody else has it [custody-taken-lost]
}

/* On another list than the one that led here. */
void dirty_ok(struct list_head *cups, struct list_head *dirty)
{
	struct cup *cup = list_first_entry(cups, struct cup, node);

	list_add(&cup->dirty, dirty);
}

void again_bad(struct list_head *cups, struct list_head *dirty)
{
	struct cup *cup = list_first_entry(cups, struct cup, node);

// CHECK: many-rounds.c:[[@LINE+1]]:{{[0-9]+}}: error: {{.*}} is on a list when list_add() is called [custody-on-list]
	list_add(&cup->node, dirty);
}
