/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/err.h>
#include <linux/io.h>
#include <linux/slab.h>

struct host {
	void __iomem *regs;
};

int start_bad(struct device *dev, const struct resource *res)
{
	struct host *h = devm_kzalloc(dev, sizeof(*h), GFP_KERNEL);

	if (!h)
		return -12;
// CHECK: null-passed.c:[[@LINE+1]]:{{[0-9]+}}: warning: writel() is given '&h->regs[4]', which is NULL on this path [custody-null-passed]
	writel(1, h->regs + 4);
	h->regs = devm_ioremap_resource(dev, res);
	return IS_ERR(h->regs) ? -5 : 0;
}

int read_bad(struct device *dev)
{
	struct host *h = devm_kzalloc(dev, sizeof(*h), GFP_KERNEL);

	if (!h)
		return -12;
// CHECK: null-passed.c:[[@LINE+1]]:{{[0-9]+}}: warning: readl() is given 'h->regs', which is NULL on this path [custody-null-passed]
	return readl(h->regs);
}

int start_ok(struct device *dev, const struct resource *res)
{
	struct host *h = devm_kzalloc(dev, sizeof(*h), GFP_KERNEL);

	if (!h)
		return -12;
	h->regs = devm_ioremap_resource(dev, res);
	if (IS_ERR(h->regs))
		return -5;
	writel(1, h->regs + 4);
	return 0;
}

/* Many take NULL, and do nothing. */
void free_ok(struct device *dev)
{
	struct host *h = kzalloc(sizeof(*h), GFP_KERNEL);

	if (!h)
		return;
	kfree(h->regs);
	kfree(h);
}

/* Where a page at a low address is mapped, somebody has said so by number. */
u32 fixed_ok(void)
{
	return readl((void __iomem *)0xfec00000ul);
}

/* A static variable is zero where the file's code begins to run: not in what runs later, though it runs but once. */
#undef __init
#define __init __attribute__((__section__(".init.text")))
static struct {
	void __iomem *regs;
} chip;

static int __init chip_reset_ok(void)
{
	writel(1, chip.regs);
	return 0;
}

int __init chip_map(void __iomem *regs)
{
	chip.regs = regs;
	return regs ? chip_reset_ok() : -12;
}

static int __init chip_start_bad(void)
{
// CHECK: null-passed.c:[[@LINE+1]]:{{[0-9]+}}: warning: writel() is given 'chip.regs', which is NULL on this path [custody-null-passed]
	writel(1, chip.regs);
	return 0;
}

/* Its caller has done nothing to it. */
static int __init chip_init(void)
{
	return chip_start_bad();
}
int (*initcall)(void) = chip_init;

/* What it is set to on the way, somebody has thought of. */
int set_ok(struct device *dev, const struct resource *res, int type)
{
	struct host *h = devm_kzalloc(dev, sizeof(*h), GFP_KERNEL);
	void __iomem *regs = NULL;

	if (!h)
		return -12;
	if (res) {
		regs = devm_ioremap_resource(dev, res);
		if (IS_ERR(regs))
			return -5;
	}
	h->regs = regs;
	return type == 3 ? readl(h->regs) : 0;
}

/* One of the cases applies. */
unsigned int cases_ok(struct host *h, int type)
{
	void __iomem *at = NULL;

	switch (type) {
	case 1:
		at = h->regs + 4;
		break;
	case 2:
		at = h->regs + 8;
		break;
	}
	return readl(at);
}

unsigned int cases_bad(struct host *h, int type)
{
	void __iomem *at = NULL;

	switch (type) {
	case 1:
		at = h->regs + 4;
		break;
	case 2:
		break;
	}
// CHECK: null-passed.c:[[@LINE+1]]:{{[0-9]+}}: warning: readl() is given 'at', which is NULL on this path [custody-null-passed]
	return readl(at);
}

int complain(int type);

unsigned int default_bad(struct host *h, int type)
{
	void __iomem *at = NULL;

	switch (type) {
	case 1:
		at = h->regs + 4;
		break;
	case 2:
		at = h->regs + 8;
		break;
	default:
		complain(type);
		break;
	}
// CHECK: null-passed.c:[[@LINE+1]]:{{[0-9]+}}: warning: readl() is given 'at', which is NULL on this path [custody-null-passed]
	return readl(at);
}
