/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>

struct dev;
void note_status(void *data, blk_status_t status);

static enum rq_end_io_ret frees_too_bad(struct request *rq, blk_status_t status)
{
	note_status(rq->end_io_data, status);
	blk_mq_free_request(rq);
// CHECK: request-end-io-double-free.c:[[@LINE+1]]:{{[0-9]+}}: warning: RQ_END_IO_FREE returned for 'rq', which was already freed; the block layer frees it again [custody-request-end-io-double-free]
	return RQ_END_IO_FREE;
}

static enum rq_end_io_ret frees_ok(struct request *rq, blk_status_t status)
{
	note_status(rq->end_io_data, status);
	blk_mq_free_request(rq);
	return RQ_END_IO_NONE;
}

static enum rq_end_io_ret leaves_ok(struct request *rq, blk_status_t status)
{
	note_status(rq->end_io_data, status);
	return RQ_END_IO_FREE;
}

void send(struct request *a, struct request *b, struct request *c)
{
	a->end_io = frees_too_bad;
	blk_execute_rq_nowait(a, false);
	b->end_io = frees_ok;
	blk_execute_rq_nowait(b, false);
	c->end_io = leaves_ok;
	blk_execute_rq_nowait(c, false);
}
