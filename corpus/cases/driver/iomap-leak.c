/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/atomic.h>
#include <linux/io.h>
#include <linux/slab.h>

int ready(void);

int regs_bad(void)
{
	void __iomem *regs = ioremap(0x1000, 16);

	if (!regs)
		return -ENOMEM;
	if (!ready())
// CHECK: iomap-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'regs' is lost on this path; nothing unmaps it [custody-iomap-leak]
		return -EIO;
	iounmap(regs);
	return 0;
}

int regs_ok(void)
{
	void __iomem *regs = ioremap(0x1000, 16);

	if (!regs)
		return -ENOMEM;
	writel(1, regs);
	iounmap(regs);
	return 0;
}

/* A mapping that starts inside a page: what is handed out, and unmapped, lies behind its start. */
static void __iomem *map_inside(unsigned long base)
{
	unsigned long inside = base & 4095;
	void __iomem *page = ioremap(base - inside, inside + 16);

	return page ? page + inside : NULL;
}

int inside_ok(unsigned long base)
{
	void __iomem *regs = map_inside(base);

	if (!regs)
		return -1;
	writel(1, regs);
	iounmap(regs);
	return 0;
}

struct board {
	atomic_t count;
	void __iomem *regs;
};
static struct board *board;

static int board_map(struct board *b)
{
	atomic_inc(&b->count);
	b->regs = ioremap(0x1000, 16);
	return b->regs ? 0 : -EIO;
}

static void board_put(struct board *b)
{
	if (!atomic_dec_and_test(&b->count))
		return;
	iounmap(b->regs);
}

/* The count was raised once: this is the last one, or the memory would not go. */
int board_start_ok(void)
{
	struct board *b = kzalloc(sizeof(*b), GFP_KERNEL);

	if (!b)
		return -ENOMEM;
	if (board_map(b)) {
		kfree(b);
		return -EIO;
	}
	if (!ready()) {
		board_put(b);
		kfree(b);
		return -EINVAL;
	}
	board = b;
	return 0;
}

int board_start_bad(void)
{
	struct board *b = kzalloc(sizeof(*b), GFP_KERNEL);

	if (!b)
		return -ENOMEM;
	if (board_map(b)) {
		kfree(b);
		return -EIO;
	}
	if (!ready()) {
// CHECK: iomap-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'the result of ioremap()' is lost on this path; nothing unmaps it [custody-iomap-leak]
		kfree(b);
		return -EINVAL;
	}
	board = b;
	return 0;
}

/* A union's pointers are one: asking for the other one asks for this. */
struct window {
	int flags;
	union {
		void *mem;
		void __iomem *iomem;
	};
};

struct window *window_ok(void)
{
	struct window *w = kzalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return NULL;
	w->iomem = ioremap(0x1000, 16);
	if (!w->mem) {
		kfree(w);
		return NULL;
	}
	return w;
}

struct window *window_bad(void)
{
	struct window *w = kzalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return NULL;
	w->iomem = ioremap(0x1000, 16);
	if (!w->mem || !ready()) {
// CHECK: iomap-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} is lost on this path; nothing unmaps it [custody-iomap-leak]
		kfree(w);
		return NULL;
	}
	return w;
}
