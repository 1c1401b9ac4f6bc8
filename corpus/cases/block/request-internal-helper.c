/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>

void freed_bad(struct request *rq)
{
// CHECK: request-internal-helper.c:[[@LINE+1]]:{{[0-9]+}}: warning: __blk_mq_free_request() is internal to the block layer; {{.*}} [custody-request-internal-helper]
	__blk_mq_free_request(rq);
}

void freed_ok(struct request *rq)
{
	blk_mq_free_request(rq);
}
