/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/interrupt.h>
#include <linux/slab.h>

struct card {
	int state;
};
irqreturn_t handler(int irq, void *data);
int ready(void);

int data_bad(unsigned int irq)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int ret;

	if (!c)
		return -ENOMEM;
	ret = request_irq(irq, handler, 0, "tea", c);
	if (!ret && !ready())
		ret = -EIO;
	if (ret)
// CHECK: irq-data-freed.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'c' goes away when kfree() frees it, but it was given to an interrupt handler and its handler may still run [custody-irq-data-freed]
		kfree(c);
	return ret;
}

int data_ok(unsigned int irq)
{
	struct card *c = kzalloc(sizeof(*c), GFP_KERNEL);
	int ret;

	if (!c)
		return -ENOMEM;
	ret = request_irq(irq, handler, 0, "tea", c);
	if (ret)
		goto free;
	if (ready())
		return 0;
	ret = -EIO;
	free_irq(irq, c);
free:
	kfree(c);
	return ret;
}
