/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/file.h>
#include <linux/err.h>

int count_bad(struct eventfd_ctx *ctx)
{
	eventfd_ctx_put(ctx);
// CHECK: eventfd-use-after-put.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'ctx->count' used after it was released [custody-eventfd-use-after-put]
	return ctx->count;
}

int count_ok(struct eventfd_ctx *ctx)
{
	int count = ctx->count;

	eventfd_ctx_put(ctx);
	return count;
}
