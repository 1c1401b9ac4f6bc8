/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/io.h>

struct kettle {
	void __iomem *regs;
	unsigned int seen;
};
struct kettle_regs {
	unsigned int control, status;
};

int kettle_interrupt_bad(int irq, void *data)
{
	struct kettle *k = data;
// CHECK: record-as-registers.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'data' is passed as the address of registers, but is memory: this function reads members of it [custody-record-as-registers]
	unsigned int status = readl(data);

	k->seen |= status;
	return 1;
}

int kettle_interrupt_ok(int irq, void *data)
{
	struct kettle *k = data;
	unsigned int status = readl(k->regs + 4);

	k->seen |= status;
	return 1;
}

unsigned int kettle_status_ok(struct kettle_regs __iomem *regs)
{
	return readl(&regs->status) + readl(&regs->control) + readl(regs);
}

unsigned int kettle_raw_ok(void __iomem *base)
{
	return readl(base) + readl(base + 4);
}
