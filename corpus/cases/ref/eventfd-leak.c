/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/file.h>
#include <linux/err.h>

struct irq {
	struct eventfd_ctx *trigger;
};
int arm(struct irq *irq);

int trigger_bad(struct irq *irq, int fd)
{
	struct eventfd_ctx *ctx = eventfd_ctx_fdget(fd);

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	if (arm(irq))
// CHECK: eventfd-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'ctx' is lost on this path; nothing puts it [custody-eventfd-leak]
		return -EIO;
	irq->trigger = ctx;
	return 0;
}

int trigger_ok(struct irq *irq, int fd)
{
	struct eventfd_ctx *ctx = eventfd_ctx_fdget(fd);

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	if (arm(irq)) {
		eventfd_ctx_put(ctx);
		return -EIO;
	}
	irq->trigger = ctx;
	return 0;
}
