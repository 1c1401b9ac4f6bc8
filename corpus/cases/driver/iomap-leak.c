/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/io.h>

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
