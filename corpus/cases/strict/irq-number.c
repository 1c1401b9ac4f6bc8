/* SPDX-License-Identifier: MIT */
// RUN: not %custody_cc -fplugin-arg-custody-mode=strict %s 2>&1 | %FileCheck %s --implicit-check-not=error: --implicit-check-not=warning:
#include <linux/interrupt.h>

struct pot {
	int irq, flags;
};

static irqreturn_t whistles(int irq, void *data)
{
	struct pot *pot = data;

	return pot->irq == irq ? IRQ_HANDLED : IRQ_NONE;
}

int exchanged_bad(struct pot *pot)
{
	int error = request_irq(0, whistles, pot->irq, "pot", pot);

	if (error)
		return error;
// CHECK: irq-number.c:[[@LINE+1]]:{{[0-9]+}}: error: free_irq() is given the interrupt 'pot->irq', but 'pot' was given to the handler of '0' [custody-strict-irq-number]
	free_irq(pot->irq, pot);
	return 0;
}

int number_ok(struct pot *pot)
{
	int error = request_irq(pot->irq, whistles, 0, "pot", pot);

	if (error)
		return error;
	free_irq(pot->irq, pot);
	return 0;
}
