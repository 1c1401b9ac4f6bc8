/* SPDX-License-Identifier: MIT */
// RUN: %custody_cc %s 2>&1 | %FileCheck %s --implicit-check-not=warning:
#include <linux/blk-mq.h>
#include <linux/err.h>

struct dev {
	struct request_queue *q;
	struct request *pending;
};

int map_fails_bad(struct dev *d, void *buf, unsigned int len)
{
	struct request *rq;
	int ret;

	rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, 0);
	if (IS_ERR(rq))
		return PTR_ERR(rq);
	ret = blk_rq_map_kern(d->q, rq, buf, len, 0);
	if (ret)
// CHECK: request-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'rq' is lost on this path; nothing frees or executes it [custody-request-leak]
		return ret;
// CHECK: note: {{.*}}allocated here by blk_mq_alloc_request()
	blk_execute_rq(rq, false);
	blk_mq_free_request(rq);
	return 0;
}

int executed_bad(struct dev *d)
{
	struct request *rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, 0);

	if (IS_ERR(rq))
		return PTR_ERR(rq);
// CHECK: request-leak.c:[[@LINE+1]]:{{[0-9]+}}: warning: 'rq' is lost on this path; nothing frees or executes it [custody-request-leak]
	return blk_execute_rq(rq, false) ? -EIO : 0;
}

int map_fails_ok(struct dev *d, void *buf, unsigned int len)
{
	struct request *rq;
	int ret;

	rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, 0);
	if (IS_ERR(rq))
		return PTR_ERR(rq);
	ret = blk_rq_map_kern(d->q, rq, buf, len, 0);
	if (ret)
		goto out;
	ret = blk_execute_rq(rq, false) ? -EIO : 0;
out:
	blk_mq_free_request(rq);
	return ret;
}

static enum rq_end_io_ret sent_done(struct request *rq, blk_status_t status)
{
	return RQ_END_IO_FREE;
}

int sent_ok(struct dev *d)
{
	struct request *rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, 0);

	if (IS_ERR(rq))
		return PTR_ERR(rq);
	rq->end_io = sent_done;
	rq->end_io_data = d;
	blk_execute_rq_nowait(rq, false);
	return 0;
}

struct request *returned_ok(struct dev *d)
{
	struct request *rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, 0);

	if (IS_ERR(rq))
		return rq;
	rq->timeout = 30 * HZ;
	return rq;
}

int kept_ok(struct dev *d)
{
	struct request *rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, 0);

	if (IS_ERR(rq))
		return PTR_ERR(rq);
	d->pending = rq;
	return 0;
}
