/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/err.h>

void freed_bad(struct request *rq)
{
// CHECK: request-internal-helper.c:[[@LINE+1]]:{{[0-9]+}}: warning: __blk_mq_free_request() is internal to the block layer; {{.*}} [custody-request-internal-helper]
	__blk_mq_free_request(rq);
}

void freed_ok(struct request *rq)
{
	blk_mq_free_request(rq);
}

void error_path_bad(struct request *rq, bool started)
{
	if (started)
		blk_mq_free_request(rq);
	else
// CHECK: request-internal-helper.c:[[@LINE+1]]:{{[0-9]+}}: warning: __blk_mq_free_request() is internal to the block layer; {{.*}} [custody-request-internal-helper]
		__blk_mq_free_request(rq);
}

static void drop(struct request *rq, bool internal)
{
	if (internal)
// CHECK: request-internal-helper.c:[[@LINE+1]]:{{[0-9]+}}: warning: __blk_mq_free_request() is internal to the block layer; {{.*}} [custody-request-internal-helper]
		__blk_mq_free_request(rq);
}

void helper_bad(struct request *rq)
{
	drop(rq, true);
}

void error_path_ok(struct request_queue *q)
{
	struct request *rq = blk_mq_alloc_request(q, 0, 0);

	if (IS_ERR(rq))
		return;
	blk_mq_free_request(rq);
}

void ended_ok(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_IOERR);
}
