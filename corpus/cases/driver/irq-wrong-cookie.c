/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/interrupt.h>

struct card {
	int a, b;
};
irqreturn_t handler(int irq, void *data);
int ready(void);

int cookie_bad(unsigned int irq, struct card *c)
{
	int ret = request_irq(irq, handler, 0, "tea", &c->a);

	if (ret)
		return ret;
	if (!ready()) {
// CHECK: irq-wrong-cookie.c:[[@LINE+1]]:{{[0-9]+}}: warning: freed with '&c->b', but requested with '&c->a': the handler stays [custody-irq-wrong-cookie]
		free_irq(irq, &c->b);
		return -EIO;
	}
	return 0;
}

int cookie_ok(unsigned int irq, struct card *c)
{
	int ret = request_irq(irq, handler, 0, "tea", &c->a);

	if (ret)
		return ret;
	if (!ready()) {
		free_irq(irq, &c->a);
		return -EIO;
	}
	return 0;
}
