/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/interrupt.h>

struct card {
	int irq;
};
irqreturn_t handler(int irq, void *data);
int card_start(struct card *c);

int open_bad(unsigned int irq, struct card *c)
{
	int ret = request_irq(irq, handler, 0, "tea", c);

	if (!ret)
		ret = card_start(c);
	if (ret)
// CHECK: irq-freed-unrequested.c:[[@LINE+1]]:{{[0-9]+}}: warning: free_irq() on 'irq', which was refused [custody-irq-freed-unrequested]
		free_irq(irq, c);
	return ret;
}

int open_ok(unsigned int irq, struct card *c)
{
	int ret = request_irq(irq, handler, 0, "tea", c);

	if (ret)
		return ret;
	ret = card_start(c);
	if (ret)
		free_irq(irq, c);
	return ret;
}

/* No line is connected: there is nothing to free either, and freeing it does nothing. */
int poll_ok(unsigned int irq, struct card *c)
{
	int ret = request_irq(irq, handler, 0, "tea", c);

	if (ret < 0 && ret != -107)
		return ret;
	ret = card_start(c);
	if (ret)
		free_irq(irq, c);
	return ret;
}
