/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/io.h>

int status_bad(void)
{
	void __iomem *regs = ioremap(0x1000, 16);

	if (!regs)
		return -ENOMEM;
	iounmap(regs);
// CHECK: iomap-use-after-unmap.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'regs' used after it was unmapped [custody-iomap-use-after-unmap]
	return readl(regs);
}

int status_ok(void)
{
	void __iomem *regs = ioremap(0x1000, 16);
	u32 status;

	if (!regs)
		return -ENOMEM;
	status = readl(regs);
	iounmap(regs);
	return status;
}
